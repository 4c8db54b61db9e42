#!/bin/sh
# Runs a call of Dagger, and ends as the drydock CLI does: 0 clean, 1 findings, 2 broken, 130 interrupted.
#
#   .docker/verdict.sh dagger call -m . verdict stdout
#
# Dagger ends with 1 for findings, but also where it cannot run at all. What tells them apart is the last line of the report,
# which Dagger puts on its standard error. On a terminal that is Dagger's live view, and the code stays Dagger's.
set -u
if [ -t 1 ] || [ -t 2 ]; then exec "$@"; fi

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
mkfifo "$work/errors" || exit 2
tee "$work/said" < "$work/errors" >&2 &
tee=$!
"$@" 2> "$work/errors" &
call=$!
# Only the shell gets the signal of a job that is cancelled.
for signal in HUP INT TERM; do
  # shellcheck disable=SC2064
  trap "kill -s $signal $call 2> /dev/null" "$signal"
done
code=0
wait "$call" || code=$?
# A signal ends the wait, not the call.
while kill -0 "$call" 2> /dev/null; do
  code=0
  wait "$call" || code=$?
done
wait "$tee"

case $code in
  0 | 129 | 130 | 143) exit "$code" ;;
  1) ;;
  *) exit 2 ;;
esac
# The totals, then a word for each check.
exit "$(awk '
  /^[a-z-]+ (passed|failed|broken|skipped)/ && last ~ / · / { verdict = $0 }
  { last = $0 }
  END { print verdict ~ / failed/ && verdict !~ / broken/ ? 1 : 2 }' "$work/said")"
