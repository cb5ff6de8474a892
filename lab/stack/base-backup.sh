#!/usr/bin/env bash
# The base backup job of a host, as GitLab's: tells the pushgateway when it starts, succeeds or fails.
# base-backup.sh ENVIRONMENT GROUP RESOURCE COMMAND…
set -euo pipefail
environment=$1 group=$2 resource=$3
shift 3
# shellcheck source=/dev/null
. "$environment"

tell() {
  for pair in "$@"; do
    echo "gitlab_job_${pair%%=*}{resource=\"$resource\"} ${pair#*=}"
  done | curl -fsS --data-binary @- "$group"
}

tell start_timestamp_seconds="$(date +%s)" success_timestamp_seconds=0 failed=0 max_age_seconds=108000
if "$@"; then
  tell success_timestamp_seconds="$(date +%s)"
else
  tell failed=1
fi
