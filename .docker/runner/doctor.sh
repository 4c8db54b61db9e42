#!/bin/sh
# Looks for every trouble that is known of a GitLab runner with Dagger, and changes nothing.
#
#   doctor.sh            all checks
#   doctor.sh disk tls   these alone, of: daemon host runner config socket tls shell ci tags engine disk
#
# Exit code: 0 all is well, 1 there is trouble, 2 misuse.
#
# RUNNER_CONFIG=/etc/gitlab-runner/config.toml   a runner that does not run in the container gitlab-runner
# CI_FILE=…                                      another .gitlab-ci.yml than that of this checkout
# DOCKER_SOCKET=…                                another socket than /var/run/docker.sock
# The checks, in the files read in below, use what is set here.
# shellcheck disable=SC2034
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

note() {
  echo "note: $1"
}

# For what can't be looked at here, which is not fine either.
unseen() {
  note "$1"
  seen=no
}

# Asked once. What Docker says when it does not answer is in $refusal.
daemon=
answers() {
  if [ -z "$daemon" ]; then
    if refusal=$(docker version --format '{{.Server.Version}}' 2>&1 >/dev/null); then daemon=yes; else daemon=no; fi
  fi
  [ "$daemon" = yes ]
}

# The trouble is told once, whichever check meets it.
daemon_told=
needs_daemon() {
  if answers; then return; fi
  if [ -z "$daemon_told" ]; then check_daemon; fi
  unseen "$1 could not be looked at, because Docker does not answer."
  return 1
}

# One line for each setting: number of the runner, its table and key, its value. The token is left out.
flat() {
  awk '
    { text = held $0 }
    held == "" && /^[ \t]*(#|$)/ { next }
    held == "" && /^[ \t]*\[\[runners\]\]/ { n++; table = "runners"; next }
    held == "" && /^[ \t]*\[/ { table = $1; gsub(/[][]/, "", table); next }
    text ~ /^[^=]*=[ \t]*\[/ && text !~ /\][ \t]*(#.*)?$/ { held = text " "; next }
    {
      held = ""
      key = text; sub(/[ \t]*=.*/, "", key); sub(/^[ \t]*/, "", key)
      value = text; sub(/^[^=]*=[ \t]*/, "", value)
      if (key != "token") print n + 0 "\t" (table == "" ? "" : table ".") key "\t" value
    }'
}

# Read once, into $settings: from the file that was named, the running container, or the folder beside this file.
settings=
readable() {
  if [ "$settings" = none ]; then return 1; fi
  if [ -n "$settings" ]; then return; fi
  if [ -n "${RUNNER_CONFIG:-}" ]; then
    if [ -r "$RUNNER_CONFIG" ]; then settings=$(flat <"$RUNNER_CONFIG"); fi
  else
    if answers; then settings=$(docker exec "$container" cat /etc/gitlab-runner/config.toml 2>/dev/null | flat); fi
    if [ -z "$settings" ] && [ -r "$kit/config/config.toml" ]; then settings=$(flat <"$kit/config/config.toml"); fi
  fi
  if [ -z "$settings" ]; then settings=none; fi
  [ "$settings" != none ]
}

settings_told=
needs_settings() {
  if readable; then return; fi
  if [ -z "$settings_told" ]; then
    settings_told=yes
    trouble "${RUNNER_CONFIG:-config.toml of the runner} can't be read, or is empty." \
      'make runner-up makes one. Of a runner outside of Docker: sudo RUNNER_CONFIG=/etc/gitlab-runner/config.toml .docker/runner/doctor.sh'
  fi
  unseen "$1 could not be looked at, because there is no config.toml."
  return 1
}

# As needs_settings, where it takes a runner. That there is none is the trouble of `config`.
needs_runners() {
  needs_settings "$1" || return
  if [ -n "$(runners)" ]; then return; fi
  unseen "$1 could not be looked at, because no runner is registered."
  return 1
}

runners() {
  printf '%s\n' "$settings" | awk -F '\t' '$1 > 0 && !seen[$1]++ { print $1 }'
}

# of RUNNER KEY: the value, empty where there is none.
of() {
  printf '%s\n' "$settings" | awk -F '\t' -v n="$1" -v key="$2" '$1 == n && $2 == key { print $3 }'
}

titled() {
  title=$(of "$1" runners.name)
  echo "runner ${title:-number $1}"
}

uses_docker() { case $(of "$1" runners.executor) in *docker*) ;; *) return 1 ;; esac; }
binds_socket() { case $(of "$1" runners.docker.volumes) in *docker.sock*) ;; *) return 1 ;; esac; }
is_privileged() {
  case $(of "$1" runners.docker.privileged)$(of "$1" runners.docker.services_privileged) in *true*) ;; *) return 1 ;; esac
}

# shellcheck source=/dev/null
. "$kit/doctor.docker.sh"
# shellcheck source=/dev/null
. "$kit/doctor.config.sh"

all='daemon host runner config socket tls shell ci tags engine disk'
[ $# -gt 0 ] || {
  # shellcheck disable=SC2086
  set -- $all
}
for check; do
  case " $all " in
    *" $check "*) ;;
    *) echo "doctor.sh: there is no check '$check'. There are: $all" >&2 && exit 2 ;;
  esac
done
for check; do
  before=$troubles seen=yes
  "check_$check"
  if [ "$troubles$seen" = "${before}yes" ]; then echo "fine: $check"; fi
done
[ "$troubles" = 0 ]
