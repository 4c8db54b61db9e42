#!/bin/sh
# Builds the application's image with Docker and pushes it; its reference by digest is the only line on the standard output.
#
#   .docker/publish.sh [TAG…]     with more tags than those of the commit
#
# GitLab sets CI_REGISTRY, CI_REGISTRY_IMAGE, CI_REGISTRY_USER, CI_REGISTRY_PASSWORD and the commit's variables. One's own:
# DRYDOCK_APPLICATION_IMAGE=…                           pushes there, such as registry.example/team/app
# DRYDOCK_REGISTRY_USER=… DRYDOCK_REGISTRY_PASSWORD=…   log in to that registry; GitLab's own are sent to GitLab's alone
# DOCKER_AUTH_CONFIG=…                                  a config.json of Docker, with auths or credHelpers
# DRYDOCK_BASE=…                                        the image to build on, such as a mirror's
# DRYDOCK_BUILD_NETWORK=none|host                       the network while building
set -eu
LC_ALL=C
export LC_ALL

fail() {
  echo "publish.sh: $1" >&2
  exit 2
}

repository=${DRYDOCK_APPLICATION_IMAGE:-${CI_REGISTRY_IMAGE:-}}
registry=${repository%%/*}
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

case $repository in
  '') fail 'there is no image to push to: enable the container registry of the project, or set DRYDOCK_APPLICATION_IMAGE.' ;;
  *://*) fail "the image '$repository' is a URL: leave out what stands before the registry's host." ;;
  */*[!a-z0-9/._-]* | */ | *//*) fail "no registry takes the path of the image '$repository': small letters, digits and . _ - between slashes." ;;
esac
case $registry in
  "$repository" | *[!A-Za-z0-9.:-]*) fail "the image '$repository' does not begin with a registry: say registry.example/team/app." ;;
  localhost | *[.:]*) ;;
  *) fail "the image '$repository' does not begin with a registry: say registry.example/team/app." ;;
esac
for name in CI_COMMIT_SHA CI_COMMIT_REF_SLUG; do
  eval "[ -n \"\${$name:-}\" ]" || fail "$name is not set: it says what is built."
done
case $CI_COMMIT_SHA in
  *[!0-9a-f]* | ? | ?? | ??? | ???? | ????? | ?????? | ???????) fail "CI_COMMIT_SHA is '$CI_COMMIT_SHA', not a commit's full id." ;;
esac

# The commit's own tag comes first; latest comes last, so that it never names what was pushed by half.
default=
if [ -n "${CI_COMMIT_BRANCH:-}" ] && [ "$CI_COMMIT_BRANCH" = "${CI_DEFAULT_BRANCH:-}" ]; then default=yes; fi
tags=$(printf %.8s "$CI_COMMIT_SHA")
for tag in "$CI_COMMIT_REF_SLUG" "$@" ${default:+latest}; do
  case $tag in
    '' | [!A-Za-z0-9_]* | *[!A-Za-z0-9_.-]*) fail "the tag '$tag' is none: letters, digits, and _ . - after the first." ;;
  esac
  if [ "${#tag}" -gt 128 ]; then fail "the tag '$tag' has more than 128 characters."; fi
  # A branch may be called so, and is not the default one.
  if [ "$tag" = latest ] && [ -z "$default" ]; then
    echo "publish.sh: the tag latest is left out, since it is the default branch's." >&2
    continue
  fi
  case " $tags " in *" $tag "*) ;; *) tags="$tags $tag" ;; esac
done

cd "$(dirname -- "$0")/.."
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A Docker config of this run alone, so that no other job of the machine finds a login.
if [ -n "$auth" ]; then
  case $auth in
    *'{'*) printf '%s\n' "$auth" > "$work/config.json" ;;
    *) fail 'DOCKER_AUTH_CONFIG is no JSON: it holds the text of a config.json, not its path.' ;;
  esac
elif [ -f "${DOCKER_CONFIG:-${HOME:-}/.docker}/config.json" ]; then
  cat "${DOCKER_CONFIG:-${HOME:-}/.docker}/config.json" > "$work/config.json"
fi
export DOCKER_CONFIG="$work"

# The config in one line without blanks, which no name of a registry or helper has.
config=
if [ -f "$work/config.json" ]; then config=$(tr -d ' \t\r\n' < "$work/config.json"); fi
helper=$(printf '%s\n' "$config" | sed -n 's/.*"credHelpers":{\([^}]*\)}.*/,\1/p')
case $helper in
  *",\"$registry\":\""*) helper=${helper#*,\""$registry"\":\"} helper=${helper%%\"*} ;;
  *) helper=$(printf '%s\n' "$config" | sed -n 's/.*"credsStore":"\([^"]*\)".*/\1/p') ;;
esac

if [ -n "$helper" ]; then
  command -v "docker-credential-$helper" > /dev/null ||
    fail "Docker's config names the helper '$helper' for $registry, and there is no docker-credential-$helper on PATH: install it in the job's image."
elif [ -n "$user" ] && [ -n "$password" ]; then
  printf '%s' "$password" | docker login --username "$user" --password-stdin "$registry" >&2
else
  case $config in
    *"\"$registry\":{"*) ;;
    *) fail "there is no login for $registry: set DRYDOCK_REGISTRY_USER and DRYDOCK_REGISTRY_PASSWORD, or DOCKER_AUTH_CONFIG." ;;
  esac
fi
unset user password auth config

# Layers come from the daemon's own cache, and on another machine out of the images that were pushed before.
labels=org.opencontainers.image
first=$repository:${tags%% *}
set -- --label "$labels.revision=$CI_COMMIT_SHA" --label "$labels.ref.name=$CI_COMMIT_REF_SLUG" \
  --label "$labels.version=${CI_COMMIT_TAG:-$CI_COMMIT_REF_SLUG}"
# By this one .docker/runner/prune.sh knows the images that it may remove.
set -- "$@" --label dev.drydock.built=true
if [ -n "${CI_PROJECT_URL:-}" ]; then set -- "$@" --label "$labels.source=$CI_PROJECT_URL"; fi
if [ -n "${CI_COMMIT_TIMESTAMP:-}" ]; then set -- "$@" --label "$labels.created=$CI_COMMIT_TIMESTAMP"; fi
if [ -n "${DRYDOCK_BASE:-}" ]; then set -- "$@" --build-arg "BASE=$DRYDOCK_BASE"; fi
if [ -n "${DRYDOCK_BUILD_NETWORK:-}" ]; then set -- "$@" --network "$DRYDOCK_BUILD_NETWORK"; fi
for name in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy; do
  if eval "[ -n \"\${$name:-}\" ]"; then set -- "$@" --build-arg "$name"; fi
done
DOCKER_BUILDKIT=1 docker build --progress plain --file .docker/application.Dockerfile --tag "$first" "$@" \
  --build-arg BUILDKIT_INLINE_CACHE=1 \
  --cache-from "$repository:$CI_COMMIT_REF_SLUG" --cache-from "$repository:latest" . >&2

# Pushes one tag; what docker says is shown and kept, and its exit code too, which a pipe would lose.
push() {
  { docker push "$1" || echo "$?" > "$work/code"; } | tee "$work/pushed" >&2
  if [ -f "$work/code" ]; then exit "$(cat "$work/code")"; fi
  digest=$(sed -n 's/.*digest: \(sha256:[0-9a-f]\{64\}\) size:.*/\1/p' "$work/pushed")
  if [ -z "$digest" ]; then fail "docker push said no digest of $1, so that nobody can tell what was pushed."; fi
}

pushed=
for tag in $tags; do
  if [ -n "$pushed" ]; then docker tag "$first" "$repository:$tag"; fi
  push "$repository:$tag"
  if [ "${pushed:-$digest}" != "$digest" ]; then
    fail "$repository:$tag is $digest, but $first is $pushed: another job pushed in between. Run this one again."
  fi
  pushed=$digest
done
printf '%s@%s\n' "$repository" "$pushed"
