#!/usr/bin/env bash
# Stops a wal-push in the middle: stop-push.sh PATTERN LOG. It waits up to 30 s for the log to say that
# an upload has begun; a push that is caught earlier says nothing, and looks like no push at all.
set -euo pipefail
grep -m 1 -q 'state=begin' < <(timeout 30 tail -n 0 -F "$2" 2>/dev/null) || {
  echo 'no upload began within 30 s' >&2
  exit 1
}
pkill -STOP -f "$1"
