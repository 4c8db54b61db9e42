# shellcheck shell=sh disable=SC2154
# The checks of config.toml and of .gitlab-ci.yml. Read in by doctor.sh.

check_config() {
  needs_settings 'config.toml' || return
  if [ -z "$(runners)" ]; then
    trouble 'no runner is registered.' "make runner-register, with the URL of your GitLab and a token that begins with glrt- (README.md)."
  fi
  if [ -n "${RUNNER_CONFIG:-}" ]; then
    mode=$(stat -L -c %a "$RUNNER_CONFIG")
  elif answers; then
    mode=$(docker exec "$container" stat -c %a /etc/gitlab-runner/config.toml 2>/dev/null)
  else
    mode=$(stat -L -c %a "$kit/config/config.toml" 2>/dev/null)
  fi
  case $mode in
    *00 | '') ;;
    *) trouble "others can read the runner's token: config.toml has the mode $mode." "chmod 600 ${RUNNER_CONFIG:-$kit/config/config.toml}, then reset the token in GitLab." ;;
  esac
}

check_socket() {
  needs_runners 'the jobs'\'' socket' || return
  for n in $(runners); do
    uses_docker "$n" || continue
    volumes=$(of "$n" runners.docker.volumes)
    if binds_socket "$n"; then
      case $volumes in
        *docker.sock:/var/run/docker.sock*) ;;
        *) trouble "$(titled "$n") mounts the socket at another path than /var/run/docker.sock." 'in config.toml, volumes: "/var/run/docker.sock:/var/run/docker.sock".' ;;
      esac
      if is_privileged "$n"; then
        trouble "$(titled "$n") is privileged and binds the socket; the socket needs no such right, and a docker:dind service would take the host's socket." \
          'privileged = false for the socket, or take the socket out of volumes for Docker in Docker.'
      fi
      case $(of "$n" runners.environment)$(of "$n" runners.docker.host) in
        *tcp://*) trouble "$(titled "$n") binds the socket, but sends its jobs to another Docker by DOCKER_HOST or host." 'in config.toml, environment: "DOCKER_HOST=unix:///var/run/docker.sock", and no host.' ;;
      esac
    elif ! is_privileged "$n"; then
      trouble "$(titled "$n") does not mount the socket into its jobs: \"Cannot connect to the Docker daemon\"." \
        'in config.toml, [runners.docker]: volumes = ["/var/run/docker.sock:/var/run/docker.sock", "/cache"].'
    fi
    case $volumes in
      *'"/builds:/builds'*)
        case $(of "$n" runners.builds_dir) in
          '' | '"/builds"'*) ;;
          *) trouble "$(titled "$n") mounts /builds but builds elsewhere, so docker run -v \"\$CI_PROJECT_DIR:…\" mounts an empty folder." 'in config.toml: builds_dir = "/builds".' ;;
        esac ;;
    esac
  done
}

check_tls() {
  needs_runners 'TLS' || return
  for n in $(runners); do
    if ! uses_docker "$n" || ! is_privileged "$n" || binds_socket "$n"; then continue; fi
    case $(of "$n" runners.docker.volumes) in
      *'"/certs/client'*) ;;
      *) trouble "$(titled "$n") shares no certificates between the dind service and the job." 'in config.toml: volumes = ["/certs/client", "/cache"].' ;;
    esac
    case $(of "$n" runners.environment) in
      *:2375* | *'DOCKER_TLS_CERTDIR="'*)
        trouble "$(titled "$n") has TLS turned off: every container of a job's network can command its Docker." \
          'in config.toml, environment: "DOCKER_HOST=tcp://docker:2376", "DOCKER_TLS_CERTDIR=/certs", "DOCKER_TLS_VERIFY=1", "DOCKER_CERT_PATH=/certs/client".' ;;
    esac
  done
}

check_shell() {
  needs_runners 'the shell executor' || return
  for n in $(runners); do
    case $(of "$n" runners.executor) in '"shell"'*) ;; *) continue ;; esac
    if [ -z "${RUNNER_CONFIG:-}" ]; then
      trouble "$(titled "$n") has the executor shell inside the container, where there is no docker." 'make runner-register, which takes the executor docker.'
      continue
    fi
    case " $(id -nG gitlab-runner 2>/dev/null) " in
      *' docker '* | *' root '*) ;;
      *) trouble "the user gitlab-runner is not in the group docker, so jobs of $(titled "$n") can't use the socket." \
        'sudo usermod -aG docker gitlab-runner, then sudo systemctl restart gitlab-runner.' ;;
    esac
  done
}

# .gitlab-ci.yml and the files of this repository that it includes.
ci_text() {
  cat "$ci"
  sed -n "s/^[ -]*local: *[\"']\{0,1\}\/\{0,1\}\([^\"' ]*\).*/\1/p" "$ci" | while read -r path; do
    echo
    cat "$(dirname -- "$ci")/$path" 2>/dev/null
  done
}

# Jobs that have a docker:…-dind service: "bound NAME" where DOCKER_HOST is a socket too, else "own NAME".
dind_jobs() {
  ci_text | awk '
    /^[^ #\t-][^:]*:/ { job = $0; sub(/:.*/, "", job); order[++count] = job }
    /^[ \t]*#/ { next }
    /docker:[^ ]*dind/ { dind[job] = 1 }
    /DOCKER_HOST:.*unix:/ { bound[job] = 1 }
    /DOCKER_HOST:.*tcp:/ { own[job] = 1 }
    END {
      for (i = 1; i <= count; i++) {
        job = order[i]
        all = (bound["variables"] || bound["default"]) && !own[job]
        if (dind[job]) print (bound[job] || all ? "bound " : "own ") job
      }
    }'
}

check_ci() {
  if [ ! -r "$ci" ]; then unseen "there is no $ci to look at." && return; fi
  bound=$(dind_jobs | sed -n 's/^bound //p' | tr '\n' ' ')
  if [ -n "$bound" ]; then
    trouble "a bound socket and a docker:dind service are mixed in .gitlab-ci.yml: ${bound% }." \
      'take services: docker:…-dind away (the socket needs none), or DOCKER_HOST: unix://… and the tag dockerd.'
  fi
  own=$(dind_jobs | sed -n 's/^own //p' | tr '\n' ' ')
  if [ -n "$own" ] && readable && [ -n "$(runners)" ]; then
    for n in $(runners); do
      if is_privileged "$n" && ! binds_socket "$n"; then return; fi
    done
    trouble "no runner here can start the docker:dind service of: ${own% }." 'make runner-register ARGS=--dind, and give these jobs its tag.'
  fi
}

# Each tag of .gitlab-ci.yml once, whether written [in, brackets] or as a list.
tags() {
  ci_text | awk '
    /^[ \t]*#/ { next }
    /^[ \t]*tags:/ { line = $0; sub(/^[ \t]*tags:/, "", line); sub(/#.*/, "", line); sub(/\$.*/, "", line); gsub(/[][,"\047]/, " ", line)
      if (split(line, words, " ")) { for (i in words) print words[i]; inside = 0 } else inside = 1
      next }
    inside && /^[ \t]*- / { word = $2; gsub(/["\047]/, "", word); print word; next }
    { inside = 0 }' | sort -u | tr '\n' ' '
}

check_tags() {
  if [ -r "$ci" ]; then
    asked=$(tags)
    if [ -n "$asked" ]; then
      note "jobs ask for a runner with the tag ${asked% }. Only GitLab knows the tags of a runner: a job that stays \"stuck\" lacks one, or the runner is protected and the branch is not; see Settings > CI/CD > Runners, the pencil, Tags."
    else
      note '.gitlab-ci.yml names no tag, so the runner must be set to "Run untagged jobs" in GitLab: Settings > CI/CD > Runners, the pencil.'
    fi
  fi
  if [ -n "${RUNNER_CONFIG:-}" ]; then return; fi
  needs_daemon 'the registration' || return
  if [ "$(docker container inspect --format '{{.State.Running}}' "$container" 2>/dev/null)" != true ]; then
    unseen "the registration could not be looked at, because $container does not run."
  # What it prints holds a part of the token.
  elif ! docker exec "$container" gitlab-runner verify >/dev/null 2>&1; then
    trouble 'GitLab does not accept a registered runner: it was removed there, its token was reset, or GitLab can'\''t be reached.' \
      'look at Settings > CI/CD > Runners; then make runner-register ARGS=--replace with a new token. For a certificate of your own: config/certs/ca.crt, and restart.'
  fi
}
