import { describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { ArchiverFailure } from '../../src/domain/upload.ts';
import { failingByMetric } from '../../src/rules/failing-by-metric.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { factsOf } from '../../src/facts/facts.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  metric,
  NOON,
  PRIMARY,
  segment,
} from '../support/snapshot.ts';

/** No metric knows of a success that the log has not. */
const LOG_ALONE = {
  lastArchive: unavailable('no-data', 'no series'),
  archiverAge: unavailable('no-data', 'no series'),
};
const RESET = 'S3: connection reset by peer';

/** The host archived until some time before noon; then one try failed, so long before noon, and no more is known. */
const after = (
  failedAgo: number,
  {
    text = RESET,
    succeededAgo = failedAgo + 20 * SECOND,
    more = [],
  }: {
    text?: string;
    succeededAgo?: number;
    more?: readonly ArchiverFailure[];
  } = {},
) =>
  uploadFailing(
    healthySnapshot({
      log: {
        uploads: [
          completed(succeededAgo, { file: segment(8) }),
          failed({
            file: segment(9),
            pid: 200,
            beganAt: NOON - failedAgo - SECOND,
            endedAt: NOON - failedAgo,
          }),
        ],
        failures: [failure(failedAgo, { text, file: segment(9) }), ...more],
      },
      metrics: LOG_ALONE,
    }),
  );

describe('one try that failed just now', () => {
  it('is a warning on a host that archived until then, since the next try mostly works', () => {
    expect(after(5 * SECOND)).toMatchObject({
      code: 'upload-failing',
      severity: 'warning',
      cause: 'network',
      headline: `an upload from ${PRIMARY} has just failed, and the next try is not seen yet: the store cannot be reached over the network`,
    });
  });

  it('is asked about again first, before anything is looked into', () => {
    const finding = after(5 * SECOND);

    expect(finding.kind === 'problem' && finding.nextSteps[0]).toEqual({
      text: 'ask again in a minute: PostgreSQL tries the same segment again by itself',
    });
  });

  it.each([
    'archive command failed with exit code 1',
    'archive command was terminated by signal 9: Killed',
    'SlowDown: Please reduce your request rate. status code: 503',
    'dial tcp: lookup s3.example.com: no such host',
    '503 Service Unavailable',
  ])('so it is with “%s”', (text) => {
    expect(after(5 * SECOND, { text })).toMatchObject({ severity: 'warning' });
  });

  it.each([
    '403 Forbidden AccessDenied',
    'NoSuchBucket: The specified bucket does not exist',
    'No space left on device',
    'archive command failed with exit code 127',
    'x509: certificate has expired or is not yet valid',
  ])('is critical with “%s”, which no second try mends', (text) => {
    expect(after(5 * SECOND, { text })).toMatchObject({ severity: 'critical' });
  });

  it.each([
    { ago: MINUTE - SECOND, severity: 'warning' },
    { ago: MINUTE, severity: 'critical' },
  ])('is $severity after $ago ms without another', ({ ago, severity }) => {
    expect(after(ago)).toMatchObject({ severity });
  });

  it.each([
    { succeededAgo: 15 * MINUTE + 5 * SECOND - 1, severity: 'warning' },
    { succeededAgo: 15 * MINUTE + 5 * SECOND, severity: 'critical' },
  ])('is $severity $succeededAgo ms after the last success', ({ succeededAgo, severity }) => {
    expect(after(5 * SECOND, { succeededAgo })).toMatchObject({ severity });
  });

  it('is critical where nothing was archived before it', () => {
    const snapshot = healthySnapshot({
      log: { uploads: [], failures: [failure(5 * SECOND, { text: RESET })] },
      metrics: LOG_ALONE,
    });

    expect(uploadFailing(snapshot)).toMatchObject({ severity: 'critical' });
  });

  it('is critical once the second has failed', () => {
    const second = failure(3 * SECOND, { text: RESET, file: segment(9) });

    expect(after(5 * SECOND, { more: [second] })).toMatchObject({ severity: 'critical' });
  });

  it('is critical where the archiver had tried again for minutes by itself before', () => {
    const retries = [3 * MINUTE, 2 * MINUTE].map((ago) =>
      failure(ago, { text: RESET, file: segment(9), retrying: true }),
    );

    expect(after(5 * SECOND, { more: retries, succeededAgo: 4 * MINUTE })).toMatchObject({
      severity: 'critical',
    });
  });
});

describe('one failure that PostgreSQL alone counts', () => {
  /** A sample every 15 s; the count rose once, so long before noon. */
  const counted = (failedAgo: number, rose = 1) =>
    failingByMetric(
      factsOf(
        healthySnapshot({
          uploadLog: unavailable('unreachable', 'connection refused'),
          metrics: {
            lastArchive: unavailable('no-data', 'no series'),
            archiverAge: metric({ [PRIMARY]: (ago) => 30 + (failedAgo - ago) / SECOND }),
            archiverFailedCount: metric({ [PRIMARY]: (ago) => (ago < failedAgo ? 3 + rose : 3) }),
            archiverLastFailed: metric({
              [PRIMARY]: (ago) => (ago < failedAgo ? (NOON - failedAgo) / SECOND : 1),
            }),
          },
        }),
      ),
    );

  it.each([
    { ago: 20 * SECOND, rose: 1, severity: 'warning' },
    { ago: 20 * SECOND, rose: 2, severity: 'critical' },
    { ago: 90 * SECOND, rose: 1, severity: 'critical' },
  ])('$rose, $ago ms ago: $severity', ({ ago, rose, severity }) => {
    expect(counted(ago, rose)).toMatchObject({ code: 'upload-failing', severity });
  });
});
