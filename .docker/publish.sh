#!/bin/sh
# Builds the application's image with Docker and pushes it; its reference by digest is the only line on the standard output.
# For fast builds: the host's Docker keeps the layers. The tags are those of dagger call publish, and a test holds them to that.
#
#   .docker/publish.sh [TAG…]     with more tags than those of the commit
#
# GitLab sets CI_REGISTRY, CI_REGISTRY_IMAGE, CI_REGISTRY_USER, CI_REGISTRY_PASSWORD and the commit's variables. Your own:
# DRYDOCK_APPLICATION_IMAGE=…                           pushes there, such as registry.example/team/app
# DRYDOCK_REGISTRY_USER=… DRYDOCK_REGISTRY_PASSWORD=…   log in to that registry; GitLab's own are sent to GitLab's alone
# DOCKER_AUTH_CONFIG=…                                  the text of a config.json of Docker, with auths or credHelpers
# DRYDOCK_BASE=…                                        the image to build on, such as a mirror's
# DRYDOCK_BUILD_NETWORK=none|host                       the network while building
set -eu

fail() {
  echo "publish.sh: $1" >&2
  exit 2
}

repository=${DRYDOCK_APPLICATION_IMAGE:-${CI_REGISTRY_IMAGE:-}}
registry=${repository%%/*}
case $registry in
  "$repository" | *: | *[!A-Za-z0-9.:-]*) registry= ;;
  localhost | *[.:]*) ;;
  *) registry= ;;
esac
if [ -z "$registry" ]; then
  fail "the image '$repository' does not begin with a registry: enable the project's own, or set DRYDOCK_APPLICATION_IMAGE to registry.example/team/app."
fi

# Unset first: a shell hands on what it had from its environment.
unset user password auth
if [ "$registry" = "${CI_REGISTRY:-}" ]; then
  user=${CI_REGISTRY_USER:-} password=${CI_REGISTRY_PASSWORD:-}
else
  user=${DRYDOCK_REGISTRY_USER:-} password=${DRYDOCK_REGISTRY_PASSWORD:-}
fi
auth=${DOCKER_AUTH_CONFIG:-}
# No program that is started from here on has a secret in its environment.
unset CI_REGISTRY_PASSWORD DRYDOCK_REGISTRY_PASSWORD DOCKER_AUTH_CONFIG \
  CI_JOB_TOKEN CI_REPOSITORY_URL CI_DEPLOY_PASSWORD CI_DEPENDENCY_PROXY_PASSWORD

# The commit's own first, and latest last and on the default branch alone.
tags=$(printf %.8s "${CI_COMMIT_SHA:?the commit to build}")
for tag in "${CI_COMMIT_REF_SLUG:?the branch or tag to build}" "$@"; do
  case $tag in
    latest) ;;
    '' | [!A-Za-z0-9_]* | *[!A-Za-z0-9_.-]*) fail "'$tag' is not a valid tag: letters, digits, and _ . - after the first." ;;
    *) tags="$tags $tag" ;;
  esac
done
if [ "${CI_COMMIT_BRANCH:-}" = "${CI_DEFAULT_BRANCH:-none}" ]; then tags="$tags latest"; fi

cd "$(dirname -- "$0")/.."
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A Docker config of this run alone, so that no other job of the machine finds a login.
case $auth in
  *'{'*) printf '%s\n' "$auth" > "$work/config.json" ;;
  ?*) fail 'DOCKER_AUTH_CONFIG is not JSON: it holds the text of a config.json, not its path.' ;;
  *) cat "${DOCKER_CONFIG:-${HOME:-}/.docker}/config.json" > "$work/config.json" 2> /dev/null || echo '{}' > "$work/config.json" ;;
esac
export DOCKER_CONFIG="$work"
# Without a user Docker asks the config: its logins, and its helpers.
if [ -n "$user" ] && [ -n "$password" ]; then
  printf '%s' "$password" | docker login --username "$user" --password-stdin "$registry" >&2
fi
unset user password auth

set --
for tag in $tags; do set -- "$@" --tag "$repository:$tag"; done
for label in "revision=$CI_COMMIT_SHA" "ref.name=$CI_COMMIT_REF_SLUG" "version=${CI_COMMIT_TAG:-$CI_COMMIT_REF_SLUG}" \
  "source=${CI_PROJECT_URL:-}" "created=${CI_COMMIT_TIMESTAMP:-}"; do
  [ -z "${label#*=}" ] || set -- "$@" --label "org.opencontainers.image.$label"
done
# By this label .docker/runner/prune.sh knows the images that it may remove.
set -- "$@" --label dev.drydock.built=true
[ -z "${DRYDOCK_BASE:-}" ] || set -- "$@" --build-arg "BASE=$DRYDOCK_BASE"
[ -z "${DRYDOCK_BUILD_NETWORK:-}" ] || set -- "$@" --network "$DRYDOCK_BUILD_NETWORK"
for name in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy; do
  if eval "[ -n \"\${$name:-}\" ]"; then set -- "$@" --build-arg "$name"; fi
done
# Layers come from the daemon's own cache, and on another machine out of the images that were pushed before.
DOCKER_BUILDKIT=1 docker build --progress plain --file .docker/application.Dockerfile "$@" \
  --build-arg BUILDKIT_INLINE_CACHE=1 \
  --cache-from "$repository:$CI_COMMIT_REF_SLUG" --cache-from "$repository:latest" . >&2

digest=
for tag in $tags; do
  docker push "$repository:$tag" > "$work/pushed" || { code=$?; cat "$work/pushed" >&2; exit "$code"; }
  cat "$work/pushed" >&2
  said=$(sed -n 's/.*digest: \(sha256:[0-9a-f]\{64\}\) size:.*/\1/p' "$work/pushed")
  if [ -z "$said" ]; then fail "docker push gave no digest of $repository:$tag, so nobody can tell what was pushed."; fi
  digest=${digest:-$said}
  if [ "$said" != "$digest" ]; then fail "the tags of $repository name different images: another job pushed meanwhile. Run this one again."; fi
done
printf '%s@%s\n' "$repository" "$digest"
