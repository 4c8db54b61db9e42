#!/bin/sh
# Calls Dagger from the image beside this file, over the socket of the host's Docker or Podman.
#
#   .docker/dagger.sh call -m . lint        any command of Dagger, on the checkout that this file is in
#   .docker/dagger.sh build|remove|bash     the image, and a shell in it
#   .docker/dagger.sh cli FOLDER            puts the image's dagger there, for ENGINE=dagger-cli
#
# ENGINE=dagger-cli   takes the dagger on PATH instead
# DAGGER_SILENT=0     shows Dagger's progress without a terminal too
# DRYDOCK_IMAGE=…     takes this image, and builds none
# DRYDOCK_PACKAGES=…  more Alpine packages for the image that is built
set -eu

checkout=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$checkout"
version=$(sed -n 's/.*"engineVersion" *: *"v\{0,1\}\([^"]*\)".*/\1/p' dagger.json)
image=${DRYDOCK_IMAGE:-drydock-dagger:$version}
proxies='HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy'

fail() {
  echo "dagger.sh: $1" >&2
  exit 2
}

is_set() {
  eval "[ -n \"\${$1:-}\" ]"
}

# A bind mount for --mount, whose value is a line of CSV: any path but one with a line break.
bind() {
  source=$(printf '%s' "$1" | sed 's/"/""/g')
  target=$(printf '%s' "$2" | sed 's/"/""/g')
  printf 'type=bind,"source=%s","target=%s"%s' "$source" "$target" "${3:-}"
}

build() {
  set -- --build-arg "DAGGER_VERSION=$version" --build-arg "PACKAGES=${DRYDOCK_PACKAGES:-}"
  for name in $proxies; do
    if is_set "$name"; then set -- "$@" --build-arg "$name"; fi
  done
  "$docker" build --tag "$image" "$@" .docker
}

# The socket of the daemon, empty where it is reached by network.
socket() {
  case ${DOCKER_HOST:-} in
    unix://*) echo "${DOCKER_HOST#unix://}" && return ;;
    ?*) return ;;
  esac
  runtime=${XDG_RUNTIME_DIR:-/nonexistent}
  if [ "$docker" = podman ]; then
    set -- "$runtime/podman/podman.sock" /run/podman/podman.sock
  else
    set -- /var/run/docker.sock "$runtime/docker.sock"
  fi
  for path; do
    if [ -S "$path" ]; then echo "$path" && return; fi
  done
  # On a Mac the path is that of the daemon's virtual machine.
  if [ "$(uname -s)" = Darwin ]; then echo /var/run/docker.sock && return; fi
  # With an engine of its own it needs none.
  if is_set _EXPERIMENTAL_DAGGER_RUNNER_HOST; then return; fi
  fail "there is no socket of $docker at $* - start its service, or set DOCKER_HOST."
}

group_of() {
  stat -L -c %g "$1" 2>/dev/null || echo 0
}

# Runs a command in the image. The words are put before one another from the last to the first.
run() {
  set -- "$image" "$@"
  for name in $proxies CI DAGGER_CLOUD_TOKEN DAGGER_LEAVE_OLD_ENGINE DAGGER_SILENT NO_COLOR _EXPERIMENTAL_DAGGER_RUNNER_HOST; do
    # By name alone: a value on the command line could be read by everybody on the machine.
    if is_set "$name"; then set -- --env "$name" "$@"; fi
  done
  case ${_EXPERIMENTAL_DAGGER_RUNNER_HOST:-} in
    unix://*)
      engine=${_EXPERIMENTAL_DAGGER_RUNNER_HOST#unix://}
      set -- --mount "$(bind "$engine" "$engine")" --group-add "$(group_of "$engine")" "$@" ;;
    tcp://localhost:* | tcp://127.0.0.1:*) set -- --network host "$@" ;;
    kube-pod://*)
      kube=${KUBECONFIG:-${HOME:-}/.kube/config}
      if [ -f "$kube" ]; then set -- --mount "$(bind "$kube" /etc/kube-config ,readonly)" --env KUBECONFIG=/etc/kube-config "$@"; fi ;;
  esac
  if is_set DOCKER_CONFIG; then
    set -- --mount "$(bind "$DOCKER_CONFIG" /etc/docker-config ,readonly)" --env DOCKER_CONFIG=/etc/docker-config "$@"
  fi
  case ${DOCKER_HOST:-} in
    '' | unix://*) ;;
    *)
      set -- --env DOCKER_HOST --env DOCKER_TLS_VERIFY "$@"
      if is_set DOCKER_CERT_PATH; then
        set -- --mount "$(bind "$DOCKER_CERT_PATH" /etc/docker-certs ,readonly)" --env DOCKER_CERT_PATH=/etc/docker-certs "$@"
      fi ;;
  esac
  user=$(id -u):$(id -g)
  path=$(socket)
  if [ -n "$path" ]; then
    set -- --mount "$(bind "$path" /var/run/docker.sock)" --group-add "$(group_of "$path")" "$@"
    # For root Dagger is the checkout's owner, whose files would be root's after a fix; but not where root's secrets are needed, or
    # where another than root is root to the daemon.
    if [ "$user:$(stat -L -c %u "$path" 2>/dev/null)" = 0:0:0 ] &&
      ! is_set DOCKER_CONFIG && ! is_set _EXPERIMENTAL_DAGGER_RUNNER_HOST; then user=$(stat -c %u:%g .); fi
    # Rootless: the container's root is the caller, and podman can keep the caller's own id.
    case $docker:$path in
      podman:*) if [ "$(id -u)" != 0 ]; then set -- --userns keep-id "$@"; fi ;;
      docker:"${XDG_RUNTIME_DIR:-/nonexistent}"/*) user=0:0 ;;
    esac
  fi
  set -- --tmpfs /home/drydock:exec,mode=1777 --env HOME=/home/drydock --env USER=drydock \
    --env DAGGER_NO_NAG=1 --env DO_NOT_TRACK=1 "$@"
  set -- --user "$user" --mount "$(bind "$checkout" "$checkout")" --workdir "$checkout" "$@"
  # A terminal for the shell in it, and for Dagger's live view.
  if [ -t 0 ] && [ -t 1 ]; then set -- --interactive --tty --env TERM "$@"; fi
  exec "$docker" run --rm --init --security-opt label=disable "$@"
}

# Without a terminal results and errors alone: Dagger's plain progress repeats all that the tools print, and every report.
if [ ! -t 1 ] && [ ! -t 2 ]; then export DAGGER_SILENT="${DAGGER_SILENT:-1}"; fi

if [ "${ENGINE:-}" = dagger-cli ]; then
  command -v dagger >/dev/null || fail 'there is no dagger on PATH: install it, or leave ENGINE=dagger-cli out.'
  export DAGGER_NO_NAG=1 DO_NOT_TRACK=1
  exec dagger "$@"
fi

if command -v docker >/dev/null; then
  docker=docker
elif command -v podman >/dev/null; then
  docker=podman
else
  fail 'there is neither docker nor podman on PATH: install one, or use ENGINE=local.'
fi

has_image() {
  "$docker" image inspect "$image" >/dev/null 2>&1
}

# On the standard error, so that the standard output is Dagger's alone.
provide_image() {
  if [ -z "${DRYDOCK_IMAGE:-}" ] && ! has_image; then build >&2; fi
}

# For a CI job that has the daemon's socket, but no folder that the daemon could bind.
take_cli() {
  if [ ! -d "${1:-}" ]; then fail "there is no folder '${1:-}' to put dagger in."; fi
  provide_image
  container=$("$docker" create "$image")
  code=0
  "$docker" cp "$container:/usr/local/bin/dagger" "$1" || code=$?
  "$docker" rm "$container" >/dev/null
  return "$code"
}

case ${1:-} in
  build) build ;;
  cli) take_cli "${2:-}" ;;
  remove) if has_image; then "$docker" image rm "$image"; else echo "There is no image $image."; fi ;;
  bash)
    shift
    provide_image
    run bash "$@" ;;
  *)
    provide_image
    run dagger "$@" ;;
esac
