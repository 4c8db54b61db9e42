#!/bin/sh
# Ends with 75 when a branch has gone on since this job's commit, so that nothing older is published over what is newer.
# Together with resource_group that holds also for a pipeline that is run again. A tag does not go on.
set -eu
if [ -z "${CI_COMMIT_BRANCH:-}" ]; then exit 0; fi

# Not in the checkout, which may be another user's. The token is read when it is needed, and is on no command line.
# shellcheck disable=SC2016
set -- -C / -c "credential.$CI_SERVER_URL.helper="'!f() { echo username=gitlab-ci-token; echo "password=$CI_JOB_TOKEN"; }; f'
if [ -n "${CI_SERVER_TLS_CA_FILE:-}" ]; then set -- "$@" -c "http.$CI_SERVER_URL.sslCAInfo=$CI_SERVER_TLS_CA_FILE"; fi
said=$(git "$@" ls-remote "$CI_PROJECT_URL.git" "refs/heads/$CI_COMMIT_BRANCH")
head=$(printf '%s' "$said" | cut -f 1)
if [ "$head" = "$CI_COMMIT_SHA" ]; then exit 0; fi
echo "newest.sh: $CI_COMMIT_BRANCH is at ${head:-nothing}, not at $CI_COMMIT_SHA: nothing is published, the newer pipeline does it." >&2
exit 75
