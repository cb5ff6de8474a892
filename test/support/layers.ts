import { stringify } from 'yaml';
import type {
  JobReading,
  JobSeries,
  MetricReading,
  MetricSeries,
} from '../../src/domain/metrics.ts';
import type { Reading } from '../../src/domain/reading.ts';
import type { Report } from '../../src/domain/report.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { sourceKey } from '../../src/domain/source-words.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import type { ArchiverFailure, Upload } from '../../src/domain/upload.ts';
import { continuityOf } from '../../src/facts/continuity.ts';
import { primaryOf } from '../../src/facts/primary.ts';

/**
 * What a status is made of, apart from its words: what was read, what follows from it, and what was decided. Short
 * enough to be reviewed, and free of sentences, so that a changed word changes `message.txt` alone.
 */
export interface Layers {
  readonly read: string;
  readonly facts: string;
  readonly decision: string;
}

export const layersOf = (report: Report): Layers => ({
  read: yaml(readOf(report.snapshot)),
  facts: yaml(factsOf(report)),
  decision: yaml(decisionOf(report)),
});

const yaml = (value: object): string =>
  stringify(value, { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false });
const moment = (at: EpochMs): string => new Date(at).toISOString();

/** Where there is no value, the reason; never the sentence. */
const known = <T>(reading: Reading<T>, of: (value: T) => unknown): unknown =>
  reading.kind === 'unavailable' ? reading.reason : of(reading.value);

function readOf({
  at,
  uploadLog,
  uploadLogSource,
  metrics,
  clockSkewMs,
  patroni,
}: Snapshot): object {
  return {
    at: moment(at),
    log: { source: uploadLogSource, read: known(uploadLog, logOf) },
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, reading]: [string, MetricReading | JobReading]) => [
        name,
        reading.kind === 'unavailable' ? reading.reason : reading.value.map(seriesOf),
      ]),
    ),
    clockSkewMs,
    patroni: known(patroni, ({ members, switches }) => ({
      members: members.map(
        ({ host, role, state, timeline }) => `${host} ${role} ${state} ${timeline ?? ''}`,
      ),
      switches: switches.map(({ timeline }) => timeline),
    })),
  };
}

const seriesOf = ({ points, ...labels }: MetricSeries | JobSeries): object => ({
  ...('host' in labels ? { host: labels.host } : {}),
  points: points.length,
  first: points[0]?.value,
  last: points.at(-1)?.value,
});

const valueOf = <T>(reading: Reading<T>): T | undefined =>
  reading.kind === 'measured' ? reading.value : undefined;

function logOf(log: UploadLog): object {
  const [ended, rate, pipeline] = [valueOf(log.ended), valueOf(log.rate), valueOf(log.pipeline)];
  return {
    from: moment(log.from),
    truncated: log.truncated,
    uploads: counted(log.uploads, ({ host, state }) => `${host ?? 'no host'} ${state}`),
    newest: log.uploads.slice(-3).map(uploadOf),
    failures: counted(
      log.failures,
      ({ host, reportedBy, operation }: ArchiverFailure) =>
        `${host ?? 'no host'} ${operation}, by ${reportedBy}`,
    ),
    ended: ended && {
      from: moment(ended.from),
      count: ended.uploads.length,
      counted: ended.earlier?.segments,
    },
    baseBackups: log.baseBackups.length,
    rate: rate?.perMinute.reduce((sum, count) => sum + count, 0),
    pipeline: pipeline && {
      newest: pipeline.newestAt === undefined ? 'none' : moment(pipeline.newestAt),
      hosts: pipeline.hosts.map(({ host }) => host),
    },
    unread: log.unread.count,
    unreadParts: log.unreadParts.map(({ part }) => part),
  };
}

const uploadOf = ({ file, host, state, beganAt, endedAt }: Upload): string =>
  [
    file,
    host ?? 'no host',
    state,
    `${beganAt === undefined ? '?' : moment(beganAt)} – ${endedAt === undefined ? '?' : moment(endedAt)}`,
  ].join(' ');

function counted<T>(items: readonly T[], kind: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of items.map(kind).sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function factsOf({ snapshot, overview }: Report): object {
  const continuity = continuityOf(snapshot);
  const { lastComplete: last, lastArchiveByMetric: byMetric } = overview;
  return {
    primary: primaryOf(snapshot).kind === 'one' ? overview.primary : primaryOf(snapshot).kind,
    lastComplete: last && uploadOf(last),
    lastArchiveByMetric: byMetric && moment(byMetric),
    walWaiting: overview.walWaiting && [overview.walWaiting.atLeast, overview.walWaiting.atMost],
    walTrend: overview.walTrend,
    dataAtRisk: overview.dataAtRisk,
    holes:
      continuity.kind === 'unknown'
        ? 'unknown'
        : continuity.holes.map(({ first, last: end, state, host }) => ({
            first,
            last: end,
            state,
            host,
          })),
    walSequence: overview.walSequence && {
      ...overview.walSequence,
      since: moment(overview.walSequence.since),
    },
    baseBackups: {
      ...overview.baseBackups,
      notKnown: overview.baseBackups.notKnown !== undefined,
    },
    restorable: overview.restorable,
  };
}

function decisionOf({ snapshot, verdict, findings, unavailable }: Report): object {
  return {
    verdict: verdict.code,
    severity: verdict.severity,
    trouble: verdict.trouble && {
      since: moment(verdict.trouble.since),
      agoSeconds: Math.round((snapshot.at - verdict.trouble.since) / 1000),
      file: verdict.trouble.file,
    },
    findings: findings.map((finding) => {
      switch (finding.kind) {
        case 'problem':
          return [`${finding.rule}: problem`, finding.code, finding.severity, finding.cause]
            .filter((part) => part !== undefined)
            .join(' ');
        case 'proven':
          return `${finding.rule}: proven ${finding.code}`;
        case 'clear':
        case 'unknown':
          return `${finding.rule}: ${finding.kind}`;
      }
    }),
    unavailable: unavailable.map(
      (one) => `${sourceKey(one)}: ${one.reason}${one.hidesNothing ? ', hides nothing' : ''}`,
    ),
  };
}
