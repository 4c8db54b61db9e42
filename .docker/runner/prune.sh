#!/bin/sh
# Frees the disk of a machine that runs jobs over its Docker socket.
#
#   prune.sh             removes what is older than PRUNE_AFTER
#   prune.sh --dry-run   says which commands it would run
#
# PRUNE_AFTER=168h   the age
# PRUNE_LABEL=…      tagged images that carry this label and are in no use go too (default: those of publish.sh)
#
# It never removes a volume: the cache of Dagger's engine is one without a name, which looks unused for as long as
# its engine is being replaced. For the same reason it removes no container but those the runner made, and none at
# all of Dagger's images.
set -eu

after=${PRUNE_AFTER:-168h}
# .docker/publish.sh sets it. Of the usual labels none would do: images of other makers carry them too.
label=${PRUNE_LABEL:-dev.drydock.built}
dry_run=

fail() {
  echo "prune.sh: $1" >&2
  exit 2
}

case ${1:-} in
  '') ;;
  --dry-run) dry_run=yes ;;
  *) fail "unknown option '$1': there is only --dry-run." ;;
esac
case $after in
  *[!0-9hms]* | *[hms][hms]* | [!0-9]* | *[0-9] | '') fail "PRUNE_AFTER=$after is not an age: write hours, such as 168h." ;;
esac
case $label in
  '' | *[!A-Za-z0-9._/=-]*) fail "PRUNE_LABEL=$label is not a label: write a name, or name=value." ;;
esac
command -v docker >/dev/null || fail 'there is no docker on PATH.'
docker version >/dev/null 2>&1 || fail 'the Docker daemon does not answer: start it, or run this as a user who may use its socket.'

status=0
# One step that fails does not keep the others from freeing the disk.
remove() {
  if [ -n "$dry_run" ]; then echo "docker $*" && return; fi
  docker "$@" || status=1
}

# Images of Dagger's engine that the label would take, and that no container holds: its engine may be on its way in.
engines_at_risk() {
  images=$(docker image ls --quiet --no-trunc --filter 'reference=registry.dagger.io/engine' --filter "label=$label") || return 1
  for image in $images; do
    held=$(docker container ls --all --quiet --filter "ancestor=$image") || return 1
    if [ -z "$held" ]; then echo "$image"; fi
  done
}

# Ended jobs that the runner left behind.
remove container prune --force --filter label=com.gitlab.gitlab-runner.managed=true --filter "until=$after"
# Layers that no tag names any more.
remove image prune --force --filter "until=$after"
# What the jobs built and tagged, one image for each commit. The age of an image is that of its build.
if at_risk=$(engines_at_risk) && [ -z "$at_risk" ]; then
  remove image prune --all --force --filter "until=$after" --filter "label=$label"
else
  echo "Tagged images are kept this time: no container holds Dagger's engine image ${at_risk:-(it could not be asked for)}." >&2
  echo "Is it of an old version? Then: docker image rm registry.dagger.io/engine:<version>" >&2
fi
# The daemon's own build cache. That of Dagger is in its engine's volume, and the engine looks after it.
remove builder prune --force --filter "until=$after"
exit "$status"
