#!/usr/bin/env bash
# Makes FIFOs for the 300 segments that follow the newest one: block-store.sh FROM TO
set -euo pipefail
newest=$(find "$1" -name '*.lzo' -printf '%f\n' | grep -E '^[0-9A-F]{24}\.lzo$' | sort | tail -1)
timeline=${newest:0:8}
number=$((16#${newest:8:8} * 256 + 16#${newest:16:8}))
for ((next = number; next < number + 300; next++)); do
  file=$(printf '%s%08X%08X.lzo' "$timeline" $((next / 256)) $((next % 256)))
  mkfifo -m 666 "$2/$file"
done
