import { durationWords } from '../domain/duration-words.ts';
import type { Evidence } from '../domain/finding.ts';
import type { Site } from '../domain/site.ts';
import type { DurationMs } from '../domain/time.ts';
import { metricOf } from '../facts/archive-metric.ts';
import { diskFillsIn } from '../facts/disk-full.ts';
import { archiverComplainedAfter, fullDiskSaid } from '../facts/full-disk-said.ts';
import { walTrend } from '../facts/wal-trend.ts';
import { countReadyFiles } from '../advice/host-commands.ts';
import { diskOfWal } from '../advice/site-commands.ts';
import { rule, unknown, type Decision } from './rule.ts';

const MIB = 1024 * 1024;

/**
 * No room is left for another segment where the primary keeps its WAL, or soon none will be. That need not be a
 * backlog's doing: a log, a replication slot or somebody's dump may have taken it. When PostgreSQL needs the room it stops (PANIC) and
 * stays down until there is some: its documentation says so under Continuous Archiving.
 */
export const walDiskFull = rule({ name: 'wal-disk-full' }, (_known, { snapshot, primary }) => {
  const host = primary.kind === 'one' ? primary.host : undefined;
  const size = snapshot.cluster.walSegmentSize;
  const free = host === undefined ? undefined : metricOf(snapshot, 'walDiskFree', host);
  const left = `${Math.floor((free ?? 0) / MIB)} MiB are left on the disk of pg_wal`;
  if (host !== undefined && free !== undefined && free < size) {
    const evidence: Evidence = {
      from: 'metric',
      text: `${left}, and a segment takes ${size / MIB} MiB`,
    };
    return problemOf(host, snapshot.cluster.site, evidence, FULL, 0);
  }
  const said = fullDiskSaid(snapshot, primary);
  if (said !== undefined) {
    const ago = durationWords(snapshot.at - said.at);
    const evidence: Evidence = {
      from: 'log',
      text: `PostgreSQL could not write another segment ${ago} ago`,
      quote: said.text,
    };
    // It ran again since then: how long for, and whether the room is still lacking, is not known.
    const stopsIn = archiverComplainedAfter(snapshot, said) ? undefined : 0;
    return problemOf(said.host, snapshot.cluster.site, evidence, FULL, stopsIn);
  }
  if (host === undefined) return unknown('the primary is not known');
  const stopsIn = diskFillsIn(snapshot, host);
  // Of a backlog that takes the room, backlog-growing tells.
  if (stopsIn !== undefined && walTrend(snapshot, host)?.kind !== 'growing') {
    const evidence: Evidence = { from: 'metric', text: `${left}, and it keeps getting less` };
    const filling = `will be full in ${durationWords(stopsIn)}`;
    return {
      ...problemOf(host, snapshot.cluster.site, evidence, filling, stopsIn),
      severity: 'warning',
    };
  }
  return free === undefined
    ? unknown('how much room is left on the disk is not known')
    : { kind: 'clear', evidence: [{ from: 'metric', text: left }] };
});

const FULL = 'is full';

function problemOf(
  host: string | undefined,
  site: Site | undefined,
  evidence: Evidence,
  state: string,
  stopsIn: DurationMs | undefined,
): Extract<Decision, { kind: 'problem' }> {
  const where = host === undefined ? '' : ` on ${host}`;
  return {
    kind: 'problem',
    code: 'wal-disk-full',
    severity: 'critical',
    ...(stopsIn === undefined ? {} : { stopsIn }),
    headline: `the disk of pg_wal${where} ${state}: PostgreSQL stops when it needs another segment`,
    evidence: [evidence],
    nextSteps: [
      { text: 'see how full that disk is', command: diskOfWal(site), host },
      {
        text: 'see what keeps WAL: replication slots that nobody reads',
        command:
          "sudo -u postgres psql -xc 'SELECT slot_name, active, restart_lsn FROM pg_replication_slots'",
        host,
      },
      countReadyFiles(host),
      {
        text: 'only what is certainly not needed may be deleted: make room on that disk, or better, extend it. Never delete files in pg_wal by hand: the database may not start again without them',
        host,
      },
    ],
  };
}
