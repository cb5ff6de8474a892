#!/usr/bin/env bash
# The base backup job of a host, as GitLab's: tells the pushgateway when it starts, succeeds or fails.
# base-backup.sh LAB PUSHGATEWAY PORT DATA [OPTION OF backup-push…]
set -euo pipefail
lab=$1 pushgateway=$2 port=$3 data=$4
shift 4
export PGHOST=127.0.0.1 PGPORT=$port PGUSER=postgres PGDATABASE=postgres
# shellcheck source=/dev/null
. "$lab/archiver/env"
export WALE_FILE_PREFIX=${BACKUP_PREFIX:-$WALE_FILE_PREFIX}

# The grouping key has no host: whichever node runs the job replaces what the last one said.
tell() {
  for pair in "$@"; do
    echo "gitlab_job_${pair%%=*}{resource=\"wale-basebackup\"} ${pair#*=}"
  done | curl -fsS --data-binary @- \
    "$pushgateway/metrics/job/wale-basebackup/shard/default/tier/db/type/patroni"
}

tell start_timestamp_seconds="$(date +%s)" success_timestamp_seconds=0 failed=0 max_age_seconds=108000
if "$lab/wal-e/bin/wal-e" backup-push "$@" "$data"; then
  tell success_timestamp_seconds="$(date +%s)"
else
  tell failed=1
fi
