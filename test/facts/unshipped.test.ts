import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { uploadMissingFromLog } from '../../src/facts/unshipped.ts';
import {
  completed,
  healthySnapshot,
  metric,
  moment,
  NOON,
  PRIMARY,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

const GONE = unavailable('no-data', 'no series');
const missing = (byMetric: number, log: Partial<LogParts>) =>
  uploadMissingFromLog(
    healthySnapshot({ log, metrics: { lastArchive: metric({ [PRIMARY]: moment(byMetric) }) } }),
    PRIMARY,
  );

describe('an upload that only the metrics know', () => {
  it('is missing from the log where that has none within a minute before it', () => {
    const logged = (ago: number) => missing(10 * MINUTE, { uploads: [completed(ago)] });

    expect(logged(11 * MINUTE)).toEqual({ missing: false, archivedAt: NOON - 10 * MINUTE });
    expect(logged(11 * MINUTE + 1)).toEqual({ missing: true, archivedAt: NOON - 10 * MINUTE });
  });

  it('is missing from a log that has nothing, unless that begins later', () => {
    expect(missing(10 * MINUTE, { uploads: [] })?.missing).toBe(true);
    expect(missing(10 * MINUTE, { uploads: [], from: NOON - 10 * MINUTE })?.missing).toBe(false);
  });

  it('is one whose line has had the time to arrive', () => {
    const old = { uploads: [completed(30 * MINUTE)] };
    /** It went on until so long ago. */
    const seen = (ago: number, shippingLag: number) =>
      NOON - (missing(ago, { ...old, shippingLag })?.archivedAt ?? 0);

    expect(seen(MINUTE, 0)).toBe(3 * MINUTE);
    expect(seen(MINUTE, 2 * MINUTE)).toBe(3 * MINUTE);
    expect(seen(MINUTE, 4 * MINUTE)).toBe(5 * MINUTE);
    expect(seen(MINUTE, 60 * MINUTE)).toBe(7 * MINUTE);
    expect(seen(8 * MINUTE, SECOND)).toBe(8 * MINUTE);
  });

  it('is not known without the metrics, or a log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(
      uploadMissingFromLog(healthySnapshot({ metrics: { lastArchive: GONE } }), PRIMARY),
    ).toBeUndefined();
    expect(uploadMissingFromLog(healthySnapshot({ uploadLog }), PRIMARY)).toBeUndefined();
  });
});
