#!/usr/bin/env bash
# Writes WAL on whichever node is the primary: load.sh EVERY PORT…
every=$1
shift
while true; do
  for port in "$@"; do
    psql -qAt -h 127.0.0.1 -p "$port" -U postgres -d postgres -v ON_ERROR_STOP=1 2>/dev/null <<'SQL'
select not pg_is_in_recovery() as primary \gset
\if :primary
create table if not exists load (at timestamptz, words text);
insert into load select now(), md5(n::text) from generate_series(1, 2000) n;
select pg_switch_wal();
delete from load where at < now() - interval '1 minute';
\endif
SQL
  done
  sleep "$every"
done
