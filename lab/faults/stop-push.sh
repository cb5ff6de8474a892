#!/usr/bin/env bash
# Stops an upload in the middle: stop-push.sh PROCESSES LOG BEGIN COMPLETED. An upload that is caught before the
# log says that it began looks like none at all, and most end a moment after that line: so it tries again.
set -euo pipefail
processes=$1 log=$2 begin=$3 completed=$4
for _ in $(seq 20); do
  line=$(grep -m 1 "$begin" < <(timeout 30 tail -n 0 -F "$log" 2>/dev/null)) || break
  pkill -STOP -f "$processes" || continue
  segment=$(grep -m 1 -oE '[0-9A-F]{24}' <<<"$line" | tail -n 1)
  sleep 0.5
  grep -q "${completed/\%s/$segment}" "$log" || exit 0
  pkill -CONT -f "$processes" || true
done
echo 'no upload was caught in the middle' >&2
exit 1
