import { describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import {
  completed,
  failure,
  healthySnapshot,
  metric,
  NOON,
  PRIMARY,
  segment,
} from '../support/snapshot.ts';

const REFUSED =
  'Retrying S3 request due to transient network error: RequestError: send request failed caused by: Put "https://s3.example.com/b/000000050000001000000009.lz4": dial tcp 192.0.2.1:443: connect: connection refused';

/** The last success, by the log and by the metrics. */
const SINCE = 6 * MINUTE;
const metrics = { lastArchive: metric({ [PRIMARY]: () => (NOON - SINCE) / SECOND }) };

const retried = (agoMs: number) =>
  failure(agoMs, {
    archiver: 'wal-g',
    pid: undefined,
    operation: 'push',
    file: segment(9),
    text: REFUSED,
    retrying: true,
  });
const finding = (agos: readonly number[], more: readonly ReturnType<typeof completed>[] = []) =>
  uploadFailing(
    healthySnapshot({
      log: { uploads: [completed(SINCE), ...more], failures: agos.map(retried) },
      metrics,
    }),
  );

describe('what an archiver tries again by itself', () => {
  it('is failing with its cause long before the archiver gives up', () => {
    const found = finding([4 * MINUTE, 2 * MINUTE, 20 * SECOND]);

    expect(JSON.stringify(found)).toContain('connection refused');
    expect(found).toMatchObject({
      code: 'upload-failing',
      cause: 'network',
      headline: `uploads from ${PRIMARY} are failing, and are tried again: the store cannot be reached over the network`,
    });
  });

  it('is no failure while it may pass', () => {
    expect(finding([40 * SECOND, 20 * SECOND]).kind).toBe('clear');
  });

  it('may pass for as long as the thresholds make of it', () => {
    const { cluster } = healthySnapshot();
    const log = {
      uploads: [completed(SINCE)],
      failures: [40 * SECOND, 20 * SECOND].map(retried),
    };
    const within = (uploadStuckAfter: number) => ({
      cluster: { ...cluster, thresholds: { ...cluster.thresholds, uploadStuckAfter } },
    });
    const judged = (uploadStuckAfter: number) =>
      uploadFailing({ ...healthySnapshot({ log, metrics }), ...within(uploadStuckAfter) }).kind;

    expect(judged(3 * MINUTE)).toBe('problem');
    expect(judged(10 * MINUTE)).toBe('clear');
  });

  it('is over once the file has completed', () => {
    const done = completed(10 * SECOND, { file: segment(9) });

    expect(finding([4 * MINUTE, 2 * MINUTE], [done]).kind).toBe('clear');
  });

  it('says more than that the try was ended in the end', () => {
    const ended = failure(10 * SECOND, {
      operation: 'push',
      file: segment(9),
      text: 'RequestCanceled: request context canceled',
    });
    const snapshot = healthySnapshot({
      log: { uploads: [completed(SINCE)], failures: [retried(2 * MINUTE), ended] },
      metrics,
    });

    expect(uploadFailing(snapshot)).toMatchObject({ cause: 'network' });
  });
});
