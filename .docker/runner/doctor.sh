#!/bin/sh
# Looks for the usual troubles of a GitLab runner with Dagger, and changes nothing.
#
#   doctor.sh           all checks
#   doctor.sh disk ci   only these, of: daemon runner config ci gitlab engine disk
#
# Exit code: 0 all is well, 1 there is trouble, 2 misuse.
#
# RUNNER_CONFIG=/etc/gitlab-runner/config.toml   a runner that does not run in the container gitlab-runner
# CI_FILE=…                                      another .gitlab-ci.yml than that of this checkout
# DOCKER_SOCKET=…                                another socket than /var/run/docker.sock
set -u

kit=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
checkout=$(CDPATH='' cd -- "$kit/../.." && pwd -P)
ci=${CI_FILE:-$checkout/.gitlab-ci.yml}
socket=${DOCKER_SOCKET:-/var/run/docker.sock}
container=gitlab-runner
troubles=0

trouble() {
  echo "trouble: $1"
  echo "do: $2"
  troubles=$((troubles + 1))
}

# A check that ends with a code other than 0 could not look, and is not fine either.
unseen() {
  echo "note: $check was not checked, because $1."
  return 1
}

needs_docker() { [ "$daemon" = answers ] || unseen 'Docker does not answer'; }

check_daemon() {
  case ${DOCKER_HOST:-} in
    '' | "unix://$socket") ;;
    *) trouble "DOCKER_HOST is $DOCKER_HOST here, but the runner and its jobs use $socket: you are looking at another Docker." \
      'unset DOCKER_HOST (and see: docker context show).' ;;
  esac
  case $daemon in
    answers) ;;
    *'ermission denied'*) trouble "$(id -un) may not use Docker's socket $socket." "sudo usermod -aG docker $(id -un), then log in again." ;;
    *) trouble "Docker does not answer: $(printf '%s\n' "$daemon" | sed -n 1p)" \
      'install Docker if it is missing, else sudo systemctl start docker; when it stops again: journalctl -u docker.' ;;
  esac
}

check_runner() {
  if [ -n "${RUNNER_CONFIG:-}" ]; then unseen 'RUNNER_CONFIG names a runner outside of Docker' || return; fi
  needs_docker || return
  state=$(docker container inspect --format '{{.State.Status}}{{if .State.Health}} {{.State.Health.Status}}{{end}}' "$container" 2>/dev/null) || state=
  case $state in
    '') trouble "there is no container $container." 'make runner-up' ;;
    running | 'running healthy' | 'running starting') ;;
    *) trouble "$container is $state." "docker logs --tail 50 $container says why, such as a config.toml that it can't read; then make runner-down runner-up." ;;
  esac
}

# One line for each setting: number of the runner, its table and key, its value. The token is left out.
flat() {
  awk '
    { text = held $0 }
    held == "" && /^[ \t]*(#|$)/ { next }
    held == "" && /^[ \t]*\[\[runners\]\]/ { n++; table = "runners."; next }
    held == "" && /^[ \t]*\[/ { table = $1 "."; gsub(/[][]/, "", table); next }
    text ~ /^[^=]*=[ \t]*\[/ && text !~ /\][ \t]*(#.*)?$/ { held = text " "; next }
    {
      held = ""
      key = text; sub(/[ \t]*=.*/, "", key); sub(/^[ \t]*/, "", key)
      value = text; sub(/^[^=]*=[ \t]*/, "", value)
      if (key != "token") print n + 0 "\t" table key "\t" value
    }'
}

# Sets $settings and $mode; the file belongs to root, so the container is asked.
read_config() {
  if [ -n "${RUNNER_CONFIG:-}" ]; then
    settings=$(flat 2>/dev/null <"$RUNNER_CONFIG") mode=$(stat -L -c %a "$RUNNER_CONFIG" 2>/dev/null)
  else
    settings=$(docker exec "$container" cat /etc/gitlab-runner/config.toml 2>/dev/null | flat)
    mode=$(docker exec "$container" stat -c %a /etc/gitlab-runner/config.toml 2>/dev/null)
  fi
  runners=$(printf '%s\n' "$settings" | awk -F '\t' '$1 > 0 && !seen[$1]++ { print $1 }')
}

# of RUNNER KEY: the value, empty where there is none.
of() {
  printf '%s\n' "$settings" | awk -F '\t' -v n="$1" -v key="runners.$2" '$1 == n && $2 == key { print $3 }'
}

binds_socket() { case $(of "$1" docker.volumes) in *docker.sock*) ;; *) return 1 ;; esac; }

check_config() {
  if [ -z "${RUNNER_CONFIG:-}" ]; then needs_docker || return; fi
  read_config
  if [ -z "$settings" ]; then
    trouble "${RUNNER_CONFIG:-config.toml of the runner} can't be read, or is empty." \
      'make runner-up makes one. For a runner outside of Docker: sudo RUNNER_CONFIG=/etc/gitlab-runner/config.toml .docker/runner/doctor.sh'
  elif [ -z "$runners" ]; then
    trouble 'no runner is registered.' 'make runner-register, with the URL of your GitLab and a token that begins with glrt- (README.md).'
  fi
  case $mode in
    *00 | '') ;;
    *) trouble "others can read the runner's token: config.toml has the mode $mode." "chmod 600 ${RUNNER_CONFIG:-$kit/config/config.toml}, then reset the token in GitLab." ;;
  esac
  for n in $runners; do
    who="runner $(of "$n" name)"
    case $(of "$n" executor) in
      '"shell"'*) check_shell ;;
      *docker*) if binds_socket "$n"; then check_socket; else check_dind; fi ;;
    esac
  done
}

check_shell() {
  case " $(id -nG gitlab-runner 2>/dev/null) " in
    *' docker '* | *' root '*) ;;
    *) trouble "$who has the executor shell, and the user gitlab-runner is not in the group docker." \
      'sudo usermod -aG docker gitlab-runner, then sudo systemctl restart gitlab-runner.' ;;
  esac
}

is_privileged() {
  case $(of "$1" docker.privileged)$(of "$1" docker.services_privileged) in *true*) ;; *) return 1 ;; esac
}

check_socket() {
  if is_privileged "$n"; then
    trouble "$who is privileged and binds the socket; the socket needs no such right, and a docker:dind service would take the host's socket." \
      'privileged = false for the socket, or take the socket out of volumes for Docker in Docker.'
  fi
  case $(of "$n" environment)$(of "$n" docker.host) in
    *tcp://*) trouble "$who binds the socket, but sends its jobs to another Docker by DOCKER_HOST or host." \
      'in config.toml, environment: "DOCKER_HOST=unix:///var/run/docker.sock", and no host.' ;;
  esac
}

check_dind() {
  if ! is_privileged "$n"; then
    trouble "$who does not mount the socket into its jobs: \"Cannot connect to the Docker daemon\"." \
      'in config.toml, [runners.docker]: volumes = ["/var/run/docker.sock:/var/run/docker.sock", "/cache"].'
    return
  fi
  case $(of "$n" docker.volumes) in
    *'"/certs/client'*) ;;
    *) trouble "$who shares no certificates between the dind service and the job." 'in config.toml: volumes = ["/certs/client", "/cache"].' ;;
  esac
  case $(of "$n" environment) in
    *:2375* | *'DOCKER_TLS_CERTDIR="'*)
      trouble "$who has TLS turned off: every container of a job's network can command its Docker." \
        'in config.toml, environment: "DOCKER_HOST=tcp://docker:2376", "DOCKER_TLS_CERTDIR=/certs", "DOCKER_TLS_VERIFY=1", "DOCKER_CERT_PATH=/certs/client".' ;;
  esac
}

# .gitlab-ci.yml and the files of this repository that it includes.
ci_text() {
  cat "$ci"
  sed -n "s/^[ -]*local: *[\"']\{0,1\}\/\{0,1\}\([^\"' ]*\).*/\1/p" "$ci" | while read -r path; do
    echo
    cat "$(dirname -- "$ci")/$path" 2>/dev/null
  done
}

check_ci() {
  if [ ! -r "$ci" ]; then unseen "there is no $ci" || return; fi
  mixed=$(ci_text | awk '
    /^[^ #\t-][^:]*:/ { job = $0; sub(/:.*/, "", job) }
    /^[ \t]*#/ { next }
    /docker:[^ ]*dind/ { dind[job] }
    /DOCKER_HOST:.*unix:/ { bound[job] }
    /DOCKER_HOST:.*tcp:/ { own[job] }
    END { for (job in dind) if (job in bound || ("variables" in bound || "default" in bound) && !(job in own)) printf " %s", job }')
  [ -z "$mixed" ] || trouble "a bound socket and a docker:dind service are mixed in .gitlab-ci.yml:$mixed." \
    'take services: docker:…-dind away (the socket needs none), or DOCKER_HOST: unix://… and the tag dockerd.'
}

check_gitlab() {
  if [ -n "${RUNNER_CONFIG:-}" ]; then unseen 'RUNNER_CONFIG names a runner outside of Docker' || return; fi
  needs_docker || return
  docker exec "$container" true >/dev/null 2>&1 || unseen "$container does not run" || return
  # What it prints holds a part of the token.
  docker exec "$container" gitlab-runner verify >/dev/null 2>&1 ||
    trouble 'GitLab does not accept a registered runner: it was removed there, its token was reset, or GitLab can'\''t be reached.' \
      'look at Settings > CI/CD > Runners; then make runner-register ARGS=--replace with a new token. For a certificate of your own: config/certs/ca.crt, and restart.'
}

# Dagger names its engine's container after its version, and removes all others of that name when it starts one, unless
# DAGGER_LEAVE_OLD_ENGINE is set. With it nobody removes an engine of a version that is no longer called.
check_engine() {
  needs_docker || return
  read_config
  careless=
  for n in $runners; do
    binds_socket "$n" || continue
    case $(of "$n" environment) in *DAGGER_LEAVE_OLD_ENGINE=1* | *DAGGER_LEAVE_OLD_ENGINE=true*) ;; *) careless=$(of "$n" name) ;; esac
  done
  wanted=dagger-engine-v$(sed -n 's/.*"engineVersion" *: *"v\{0,1\}\([^"]*\)".*/\1/p' "$checkout/dagger.json")
  for engine in $(docker container ls --all --filter name=^dagger-engine- --format '{{.Names}}={{.State}}'); do
    name=${engine%%=*} state=${engine#*=}
    [ "$state" = running ] || trouble "$name is $state." "docker logs --tail 50 $name, then docker restart $name; its cache stays in its volume."
    started=$(docker container inspect --format '{{.State.StartedAt}}' "$name" 2>/dev/null)
    # Its first words can be some milliseconds older than its start.
    said=$(docker logs --since "${started%.*}Z" --tail 300 "$name" 2>&1 |
      grep -iE -m 1 'CNI setup error|plugin type="bridge" failed|iptables.*(not exist|insmod|denied|load match)|nf_tables.*(not supported|failed)')
    [ -z "$said" ] || trouble "$name can't set up the network of its containers: $said" \
      "sudo modprobe iptable_nat, and write iptable_nat into /etc/modules-load.d/dagger.conf; then docker restart $name. A kernel without that module needs Dagger 0.19.11 or newer."
    case $name:$careless in
      "$wanted":*) ;;
      *:?*) trouble "$name is here and $wanted is wanted: projects with different versions of Dagger remove each other's engine." \
        "add \"DAGGER_LEAVE_OLD_ENGINE=1\" to environment of runner $careless in config.toml; better, give the projects one version." ;;
      dagger-engine-v[0-9]*) echo "note: $name is an engine of another version than $wanted. When no job of that version runs, remove it with its cache: docker rm -f -v $name" ;;
    esac
  done
}

check_disk() {
  needs_docker || return
  root=$(docker info --format '{{.DockerRootDir}}')
  if [ ! -d "$root" ]; then unseen "Docker keeps its data in $root, which is not on this machine" || return; fi
  full=$(df -Pk "$root" | awk 'NR == 2 && (int($5) >= 90 || $4 < 5 * 1024 * 1024) { printf "%s used, %.1f GiB left", $5, $4 / 1024 / 1024 }')
  [ -n "$full" ] || full=$(df -Pi "$root" | awk 'NR == 2 && int($5) >= 90 { print $5 " of its inodes used" }')
  [ -z "$full" ] || trouble "the disk of $root is full or nearly so: $full." \
    'make runner-prune, and each night by sudo .docker/runner/runner.sh prune-install; docker system df says what takes the room.'
}

all='daemon runner config ci gitlab engine disk'
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $all
for check; do
  case " $all " in
    *" $check "*) ;;
    *) echo "doctor.sh: unknown check '$check'. There are: $all" >&2 && exit 2 ;;
  esac
done
# What Docker says when it does not answer, which is told first then.
if daemon=$(docker version --format '{{.Server.Version}}' 2>&1 >/dev/null); then daemon=answers; fi
case $daemon:" $* " in
  answers:* | *:*' daemon '*) ;;
  *) set -- daemon "$@" ;;
esac
for check; do
  before=$troubles
  if "check_$check" && [ "$troubles" = "$before" ]; then echo "fine: $check"; fi
done
[ "$troubles" = 0 ]
