#!/usr/bin/env bash
# A host of the lab: a host name, a /dev and a disk for WAL of its own, held open for as long as this runs.
# Called by `unshare --uts --mount`: host.sh NAME READY DISK WHERE
set -euo pipefail
name=$1 ready=$2 disk=$3 where=$4
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
# Its folder is made on a file system of this host's: nothing is left of it behind.
mount -t tmpfs -o mode=755 tmpfs "$(dirname "$where")"
mkdir "$where"
mount --bind "$disk" "$where"
touch "$ready"
exec sleep infinity
