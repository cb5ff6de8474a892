import {
  METRIC_NAMES,
  type JobReading,
  type MetricReading,
  type MetricReadings,
} from '../../src/domain/metrics.ts';
import { measured, unavailable, type Reading } from '../../src/domain/reading.ts';
import type { ClusterTraits, Snapshot } from '../../src/domain/snapshot.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { HOUR, MINUTE, SECOND, type DurationMs, type EpochMs } from '../../src/domain/time.ts';
import {
  hasEnded,
  type ArchiverFailure,
  type EndedUpload,
  type FailedUpload,
  type OpenUpload,
  type Upload,
} from '../../src/domain/upload.ts';
import type {
  EndedUploads,
  LogPipeline,
  UploadLog,
  UploadRate,
} from '../../src/domain/upload-log.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';

export const NOON: EpochMs = Date.UTC(2026, 10, 24, 12);
export const PRIMARY = 'patroni-01';
export const REPLICA = 'patroni-02';

/** A number that stands still, or what it is so long before noon. */
type Values = number | ((agoMs: number) => number | undefined);

/** One metric of some hosts: a point every 30 s for an hour. */
export function metric(hosts: Readonly<Record<string, Values>>): MetricReading {
  const series = Object.entries(hosts).map(([host, values]) => ({
    host,
    points: Array.from({ length: 121 }, (_, index) => (120 - index) * 30 * SECOND).flatMap(
      (ago) => {
        const value = typeof values === 'number' ? values : values(ago);
        return value === undefined ? [] : [{ at: NOON - ago, value }];
      },
    ),
  }));
  return measured(series, NOON);
}

/** Unix seconds of a moment so long before each point. */
export const moments =
  (agoMs: number): Values =>
  (pointAgo) =>
    (NOON - pointAgo - agoMs) / SECOND;

/** Unix seconds of the last upload, which was so long before noon; until then one followed the other. */
export const moment =
  (agoMs: number): Values =>
  (pointAgo) =>
    (NOON - Math.max(agoMs, pointAgo)) / SECOND;

export const segment = (number: number, timeline = 5): string =>
  [timeline, 0x10, number].map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('');

export const LAST = 0x77;
/** The first byte after segment LAST. */
export const END_OF_LAST = (0x10 * 256 + LAST + 1) * DEFAULT_WAL_SEGMENT_SIZE;

export const upload = (over: Partial<EndedUpload> = {}): EndedUpload => ({
  file: segment(LAST),
  host: PRIMARY,
  pid: 100,
  state: 'complete',
  beganAt: NOON - 21 * SECOND,
  endedAt: NOON - 20 * SECOND,
  rateKiBps: 14_000,
  ...over,
});

export const open = (agoMs: number, over: Partial<OpenUpload> = {}): OpenUpload => ({
  file: segment(LAST),
  host: PRIMARY,
  pid: 100,
  state: 'uploading',
  beganAt: NOON - agoMs,
  ...over,
});

export const failed = (over: Partial<FailedUpload> = {}): FailedUpload => ({
  file: segment(LAST),
  host: PRIMARY,
  pid: 100,
  state: 'failed',
  beganAt: NOON - 21 * SECOND,
  endedAt: NOON - 20 * SECOND,
  ...over,
});

export const completed = (agoMs: number, over: Partial<EndedUpload> = {}): EndedUpload =>
  upload({ beganAt: NOON - agoMs - SECOND, endedAt: NOON - agoMs, ...over });

export const failure = (agoMs: number, over: Partial<ArchiverFailure> = {}): ArchiverFailure => ({
  operation: 'push',
  host: PRIMARY,
  pid: 200,
  at: NOON - agoMs,
  reportedBy: 'archiver',
  file: undefined,
  text: 'An unprocessed exception: 403 Forbidden AccessDenied',
  ...over,
});

const DEFAULT_UPLOADS: readonly Upload[] = [
  completed(5 * MINUTE, { file: segment(LAST - 1), pid: 99 }),
  upload(),
];

const endedOf = (uploads: readonly Upload[]): readonly EndedUpload[] => uploads.filter(hasEnded);

/** A log, in which a part that is a reading may stand for itself: it is then measured. */
export type LogParts = {
  readonly [Part in keyof UploadLog]: UploadLog[Part] extends Reading<infer Value>
    ? Value | Reading<Value>
    : UploadLog[Part];
};

const partOf = <T extends object | number>(part: T | Reading<T>): Reading<T> =>
  isReading(part) ? part : measured(part, NOON);

const isReading = <T>(part: T | Reading<T>): part is Reading<T> =>
  typeof part === 'object' && part !== null && 'kind' in part;

const NOT_ASKED = unavailable('not-configured', 'not asked for');

/** What files have no part of: they are read where they are written. */
export const NOT_SHIPPED = unavailable('not-configured', 'files are read where they are written');

export const UNREAD = unavailable('bad-response', 'index logs: 1 of 3 shards failed');

export const uploadLog = (over: Partial<LogParts> = {}): UploadLog => {
  const {
    ended = { from: NOON - 24 * HOUR, uploads: endedOf(over.uploads ?? DEFAULT_UPLOADS) },
    rate = NOT_ASKED,
    pipeline = {
      newestAt: NOON - 5 * SECOND,
      hosts: [
        { host: PRIMARY, newestAt: NOON - 5 * SECOND },
        { host: REPLICA, newestAt: NOON - 5 * SECOND },
      ],
      tags: ['db.wale', 'db.postgres'],
    },
    shippingLag = 3 * SECOND,
    ...others
  } = over;
  return {
    source: 'elasticsearch',
    from: NOON - 24 * HOUR,
    to: NOON,
    uploads: DEFAULT_UPLOADS,
    truncated: false,
    ended: partOf<EndedUploads>(ended),
    failures: [],
    baseBackups: [],
    rate: partOf<UploadRate>(rate),
    pipeline: partOf<LogPipeline>(pipeline),
    shippingLag: partOf<DurationMs>(shippingLag),
    unread: { count: 0, samples: [] },
    unreadParts: [],
    ...others,
  };
};

/** One metric of some jobs: their values so long before noon, in half-hours over three days. */
export function jobMetric(
  jobs: Readonly<Record<string, Values>>,
  hosts: Readonly<Record<string, readonly string[]>> = {},
): JobReading {
  const series = Object.entries(jobs).map(([type, values]) => ({
    key: type,
    hosts: hosts[type] ?? [],
    type,
    points: Array.from({ length: 145 }, (_, index) => (144 - index) * 30 * MINUTE).flatMap(
      (ago) => {
        const value = typeof values === 'number' ? values : values(ago);
        return value === undefined ? [] : [{ at: NOON - ago, value }];
      },
    ),
  }));
  return measured(series, NOON);
}

const healthyMetrics: MetricReadings = {
  replica: metric({ [PRIMARY]: 0, [REPLICA]: 1 }),
  lastArchive: metric({ [PRIMARY]: moments(20 * SECOND) }),
  logExporterUp: metric({ [PRIMARY]: 1 }),
  archiverAge: unavailable('no-data', 'no series'),
  archiverFailedCount: unavailable('no-data', 'no series'),
  archiverLastFailed: unavailable('not-configured', 'no query is set, by preset or configuration'),
  pendingWal: metric({ [PRIMARY]: 0 }),
  walDiskFree: unavailable('not-configured', 'no query is set, by preset or configuration'),
  walPosition: metric({
    [PRIMARY]: (ago) => END_OF_LAST + 1_000_000 - (ago / 30_000) * DEFAULT_WAL_SEGMENT_SIZE,
  }),
  baseBackupSuccess: unavailable('no-data', 'no series'),
  baseBackupStart: unavailable('no-data', 'no series'),
  baseBackupFailed: unavailable('no-data', 'no series'),
};

export interface Difference {
  readonly log?: Partial<LogParts>;
  readonly uploadLog?: Snapshot['uploadLog'];
  readonly metrics?: Partial<MetricReadings>;
  readonly patroni?: Snapshot['patroni'];
  readonly cluster?: Partial<ClusterTraits>;
}

/** A healthy cluster at noon; a test states its one difference. */
export const healthySnapshot = (difference: Difference = {}): Snapshot => ({
  cluster: {
    name: 'gprd-main',
    walSegmentSize: DEFAULT_WAL_SEGMENT_SIZE,
    standby: false,
    thresholds: DEFAULT_THRESHOLDS,
    ...difference.cluster,
  },
  at: NOON,
  uploadLog: difference.uploadLog ?? measured(uploadLog(difference.log), NOON),
  uploadLogSource: 'elasticsearch',
  metrics: { ...healthyMetrics, ...difference.metrics },
  patroni: difference.patroni ?? unavailable('not-configured', 'not configured'),
  clockSkewMs: 0,
});

export const NO_METRICS = Object.fromEntries(
  METRIC_NAMES.map((name) => [name, unavailable('timeout', 'no answer in time')]),
) as unknown as MetricReadings;
