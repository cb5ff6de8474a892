import { factsOf } from '../../src/facts/facts.ts';
import { noReadings, type MetricPoint, type MetricReading } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { Restorable } from '../../src/domain/report.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { HOUR } from '../../src/domain/time.ts';
import { createLogFiles } from '../../src/sources/log-files/source.ts';
import { SEGMENT_BYTES } from './server.ts';

const CLUSTER = 'proof';

/** From when to when Wale says that it can be restored, by the files of the log and samples of the WAL position. */
export async function askWale(
  logs: readonly string[],
  positions: readonly MetricPoint[],
  at: number,
): Promise<Restorable | undefined> {
  const source = createLogFiles(logs, HOUR, new Map());
  const question = { at, historic: false, signal: AbortSignal.timeout(10_000) };
  const log = (await source.read([CLUSTER], question)).get(CLUSTER);
  if (log === undefined) throw new Error('the log was not read');
  const series = (points: readonly MetricPoint[]): MetricReading =>
    measured([{ host: CLUSTER, points, scrapes: points }], at);
  const none = unavailable('not-configured', 'not sampled here');
  return factsOf({
    ...log,
    cluster: {
      name: CLUSTER,
      walSegmentSize: SEGMENT_BYTES,
      standby: false,
      thresholds: DEFAULT_THRESHOLDS,
    },
    at,
    metrics: {
      ...noReadings(none),
      walPosition: series(positions),
      replica: series(positions.map(({ at: when }) => ({ at: when, value: 0 }))),
    },
    patroni: none,
    clockSkewMs: 0,
  }).restorable;
}
