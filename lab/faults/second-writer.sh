#!/usr/bin/env bash
# Archives on this host what the primary has written: second-writer.sh PRIMARY_PORT DATA ARCHIVE
port=$1 data=$2 archive=$3
cd "$data" || exit 1
while true; do
  # Two segments back: what this replica has streamed for sure.
  segment=$(psql -qAt -h 127.0.0.1 -p "$port" -U postgres \
    -c 'SELECT pg_walfile_name(pg_current_wal_lsn() - 33554432)') &&
    POOL_SIZE=1 "$archive" "pg_wal/$segment"
  sleep 4
done
