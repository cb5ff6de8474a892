#!/usr/bin/env bash
# Stops the first wal-push that it catches alive: stop-push.sh PATTERN. It looks for 30 s.
for ((tries = 0; tries < 3000; tries++)); do
  pkill -STOP -f "$1" && exit 0
  sleep 0.01
done
echo 'no wal-push was seen' >&2
exit 1
