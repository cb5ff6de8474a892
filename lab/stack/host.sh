#!/usr/bin/env bash
# A host of the lab: a host name and a /dev of its own, held open for as long as this runs.
# Called by `unshare --uts --mount`: host.sh NAME READY
set -euo pipefail
name=$1 ready=$2
hostname "$name"
dev=$(mktemp -d)
mount -t tmpfs -o mode=755 tmpfs "$dev"
for device in null zero full random urandom tty; do
  touch "$dev/$device"
  mount --bind "/dev/$device" "$dev/$device"
done
mkdir "$dev/shm"
mount -t tmpfs tmpfs "$dev/shm"
ln -s /proc/self/fd "$dev/fd"
mount --move "$dev" /dev
rmdir "$dev"
touch "$ready"
exec sleep infinity
