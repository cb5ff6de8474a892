#!/usr/bin/env bash
# Stops a wal-push in the middle: stop-push.sh PATTERN LOG. A push that is caught before the log says that
# it began looks like no push at all, and most end a moment after that line: so it tries again.
set -euo pipefail
pattern=$1 log=$2
for _ in $(seq 20); do
  line=$(grep -m 1 'state=begin' < <(timeout 30 tail -n 0 -F "$log" 2>/dev/null)) || break
  pkill -STOP -f "$pattern" || continue
  segment=$(grep -o 'seg=[^ ]*' <<<"$line")
  sleep 0.5
  grep -q "$segment state=complete" "$log" || exit 0
  pkill -CONT -f "$pattern" || true
done
echo 'no upload was caught in the middle' >&2
exit 1
