import type { Finding } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { metricOf } from '../facts/archive-metric.ts';
import { primaryOf } from '../facts/primary.ts';
import { countReadyFiles } from '../advice/host-commands.ts';

const MIB = 1024 * 1024;

/**
 * No room is left for another segment where the primary keeps its WAL. That need not be a backlog's doing: a log,
 * a replication slot or somebody's dump may have taken it. When PostgreSQL needs the room it stops (PANIC) and
 * stays down until there is some: its documentation says so under Continuous Archiving.
 */
export function walDiskFull(snapshot: Snapshot): Finding {
  const rule = 'wal-disk-full';
  const primary = primaryOf(snapshot);
  if (primary.kind !== 'one') return { kind: 'unknown', rule, reason: 'the primary is not known' };
  const { host } = primary;
  const free = metricOf(snapshot, 'walDiskFree', host);
  if (free === undefined) {
    return { kind: 'unknown', rule, reason: 'how much room is left on the disk is not known' };
  }

  const size = snapshot.cluster.walSegmentSize;
  const left = `${Math.floor(free / MIB)} MiB are left on the disk of pg_wal`;
  if (free >= size) return { kind: 'clear', rule, evidence: [{ from: 'metric', text: left }] };
  return {
    kind: 'problem',
    rule,
    code: 'wal-disk-full',
    severity: 'critical',
    stopsIn: 0,
    headline: `the disk of pg_wal on ${host} is full: PostgreSQL stops when it needs another segment`,
    evidence: [{ from: 'metric', text: `${left}, and a segment takes ${size / MIB} MiB` }],
    nextSteps: [
      { text: 'see how full that disk is', command: 'df -h /var/opt/gitlab', host },
      {
        text: 'see what keeps WAL: replication slots that nobody reads',
        command:
          "sudo -u postgres psql -xc 'SELECT slot_name, active, restart_lsn FROM pg_replication_slots'",
        host,
      },
      countReadyFiles(host),
      {
        text: 'only what is known to be needless may go: make room on that disk, or better extend it. Never delete files in pg_wal by hand: the database may not start again without them',
        host,
      },
    ],
  };
}
