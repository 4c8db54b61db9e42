#!/bin/sh
# A GitLab runner in Docker, from nothing to the first job. README.md beside this file tells the whole way.
#
#   runner.sh up                  starts it
#   runner.sh register URL        adds a runner; its token is read from the standard input
#     --token-file FILE             from this file instead
#     --dind                        jobs bring a Docker of their own, in place of the host's socket
#     --builds                      jobs are built under the host's /builds, for a plain `docker run -v`
#     --name NAME                   its name in config.toml
#     --replace                     in place of the runner of that name, which goes once GitLab takes the new one
#   runner.sh down                lets the running jobs end, then stops it; it stays registered
#   runner.sh doctor [CHECK …]    says what is wrong here, and what to do
#   runner.sh prune [--dry-run]   frees the disk, and keeps Dagger's cache
#   runner.sh prune-install       does so each night, by a timer of systemd (as root)
#
# GITLAB_URL=…  the URL, when register is given none
set -eu
# Exported by the caller, these would be handed on to every program below.
unset token CI_SERVER_TOKEN REGISTRATION_TOKEN

kit=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
container=gitlab-runner

fail() {
  echo "runner.sh: $1" >&2
  exit 2
}

needs_docker() {
  command -v docker >/dev/null || fail 'there is no docker on PATH: install Docker.'
  docker version >/dev/null 2>&1 || fail 'the Docker daemon does not answer. runner.sh doctor says more.'
}

compose() {
  docker compose version >/dev/null 2>&1 ||
    fail 'there is no "docker compose": install the package docker-compose-plugin (docker-compose-v2 on Ubuntu).'
  docker compose --project-name drydock-runner --file "$kit/compose.yml" "$@"
}

up() {
  needs_docker
  # Docker would make it for root, and readable by all.
  [ -d "$kit/config" ] || mkdir -m 700 "$kit/config"
  # `register` takes nothing but [[runners]] from a template; the runner reads all else from here.
  if [ -x "$kit/config" ] && [ ! -e "$kit/config/config.toml" ]; then
    (umask 077 && sed '/^\[\[runners\]\]/,$d' "$kit/config.template.toml" >"$kit/config/config.toml")
  fi
  compose up --detach --wait
  if [ -z "$(names)" ]; then echo 'It runs, and is not registered yet: runner.sh register <URL of your GitLab>'; fi
}

# What the runners in config.toml are called.
names() {
  docker exec "$container" sed -n 's/^ *name = "\(.*\)"$/\1/p' /etc/gitlab-runner/config.toml
}

check_url() {
  case $1 in
    '') fail 'register needs the URL of your GitLab: runner.sh register https://gitlab.example.com' ;;
    *[!A-Za-z0-9.:/_~-]*) fail 'the URL of your GitLab holds a user, a question mark or another odd character: leave it out.' ;;
    http://localhost* | https://localhost* | http://127.* | https://127.*)
      fail "$1 is the runner's own container there: give the name or the address of this machine." ;;
    https://?*) ;;
    http://?*) echo "runner.sh: over $1 the token goes unencrypted." >&2 ;;
    *) fail "$1 is not a URL: start it with https://" ;;
  esac
}

where='In GitLab: Settings > CI/CD > Runners > New runner, give it its tag there, then take the token that begins with glrt-.'

# Looks at the form alone; whether it is valid is GitLab's to say. Never prints it.
check_token() {
  case $1 in
    '') fail "there is no token. $where" ;;
    glrtr-* | GR1348941*)
      fail "that is a registration token of the old kind, which GitLab no longer takes. $where" ;;
    glrt-?*) ;;
    gl*-*) fail "that is another kind of GitLab token, which can do more than a runner should. $where" ;;
    *) fail "that is not a runner authentication token (perhaps a registration token of the old kind). $where" ;;
  esac
  case $1 in *[!A-Za-z0-9_.=-]*) fail 'the token holds a space or an odd character: was it copied whole, and alone?' ;; esac
}

# Sets $token from the file, the pipe, or the terminal without showing it.
read_token() {
  if [ -n "$1" ]; then
    [ -f "$1" ] && [ -r "$1" ] || fail "there is no file $1 that can be read."
    case $(stat -L -c %a -- "$1") in *00) ;; *) echo "runner.sh: others can read $1: chmod 600 it, or remove it afterwards." >&2 ;; esac
    IFS= read -r token <"$1" || true
  elif [ -t 0 ]; then
    printf 'Token (glrt-…, it is not shown): ' >&2
    trap 'stty echo; exit 130' INT TERM
    stty -echo
    IFS= read -r token || true
    stty echo
    trap - INT TERM
    echo >&2
  else
    IFS= read -r token || true
  fi
  token=${token%"$(printf '\r')"}
}

register() {
  url=${GITLAB_URL:-} token_file='' variant=socket template=config.template.toml builds='' name='' replace=''
  while [ $# -gt 0 ]; do
    case $1 in
      --token-file | --name)
        [ $# -ge 2 ] || fail "$1 needs a value."
        if [ "$1" = --name ]; then name=$2; else token_file=$2; fi
        shift ;;
      --dind) variant=dind template=config.dind.template.toml ;;
      --builds) builds=yes ;;
      --replace) replace=yes ;;
      *glrt-* | *GR1348941* | --token* | --registration-token*)
        fail 'a token among the words can be read by everybody on this machine, and your shell keeps it. Make a new one in GitLab, and give it on the standard input or by --token-file.' ;;
      -*) fail "unknown option $1. register takes --token-file, --dind, --builds, --name and --replace." ;;
      *) url=$1 ;;
    esac
    shift
  done
  name=${name:-drydock-$variant}
  case $name in *[!A-Za-z0-9._-]*) fail 'a name is letters, digits, dots, hyphens and underscores.' ;; esac
  check_url "$url"
  if [ "$builds$variant" = yesdind ]; then fail '--builds is for the host'\''s Docker: leave it out with --dind.'; fi
  needs_docker
  present=$(names) || fail 'the runner is not up, or has no config.toml: runner.sh up comes first.'
  if printf '%s\n' "$present" | grep -Fqx -- "$name"; then
    [ -n "$replace" ] || fail "there is a runner named $name already. --replace puts this one in its place, --name gives this one another."
  else
    replace=
  fi
  read_token "$token_file"
  check_token "$token"

  image=$(sed -n 's/^ *image = "\(.*\)"$/\1/p' "$kit/$template")
  edit=
  if [ -n "$builds" ]; then edit='s|^\( *volumes = .*\)"/cache"\]|\1"/cache", "/builds:/builds"]|'; fi
  { printf '%s\n' "$token" && sed "$edit" "$kit/$template"; } |
    docker exec --interactive "$container" sh -c "$(cat "$kit/register.sh")" register "${replace:+$name}" \
      --url "$url" --name "$name" --executor docker --docker-image "$image" ||
    fail "$name is not registered; the lines above say why. runner.sh doctor looks further."
  echo "$name is registered. It takes the jobs of its tag within some seconds; no restart is needed."
}

prune_install() {
  command -v systemctl >/dev/null || fail 'there is no systemd here: let cron call prune.sh each night instead.'
  # A copy that root alone can change: the timer runs it as root, the checkout may be anybody's.
  install -D -m 0755 "$kit/prune.sh" "${DESTDIR:-}/usr/local/lib/drydock/prune.sh"
  for unit in drydock-prune.service drydock-prune.timer; do
    install -D -m 0644 "$kit/systemd/$unit" "${DESTDIR:-}/etc/systemd/system/$unit"
  done
  systemctl daemon-reload
  systemctl enable --now drydock-prune.timer
  echo 'Each night from now on. See: systemctl list-timers drydock-prune.timer'
}

verb=${1:-}
[ $# -eq 0 ] || shift
case $verb in
  register) register "$@" ;;
  doctor) exec "$kit/doctor.sh" "$@" ;;
  prune) exec "$kit/prune.sh" "$@" ;;
  up | down | prune-install)
    [ $# -eq 0 ] || fail "$verb takes no further words."
    case $verb in
      up) up ;;
      down) needs_docker && compose down ;;
      prune-install) prune_install ;;
    esac ;;
  *) fail 'say what to do: up, register, down, doctor, prune or prune-install.' ;;
esac
