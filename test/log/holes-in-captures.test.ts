import { describe, expect, it } from '@jest/globals';
import { continuityOf } from '../../src/facts/continuity.ts';
import type { Severity, VerdictCode } from '../../src/domain/finding.ts';
import { HOUR } from '../../src/domain/time.ts';
import { askLogFiles } from '../support/ask-source.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { healthySnapshot, NO_METRICS } from '../support/snapshot.ts';

/** What Wale says of one log, at a moment, and knows nothing else. */
async function reportOf(name: string, time: string) {
  const at = Date.parse(`2026-11-26T${time}Z`);
  const question = { at, historic: true, signal: AbortSignal.timeout(5000) };
  const uploadLog = await askLogFiles([`test/fixtures/wal-g/${name}`], 24 * HOUR)(question);
  return reportStatus({ ...healthySnapshot({ uploadLog, metrics: NO_METRICS }), at }, 0);
}

async function holesIn(name: string, time: string) {
  const { snapshot } = await reportOf(name, time);
  const continuity = continuityOf(snapshot);
  if (continuity.kind === 'unknown') throw new Error(continuity.reason);
  const { segments, atEdge } = continuity;
  const holes = continuity.holes.map(({ timeline, first, last, state }) => [
    timeline,
    first.toString(16).toUpperCase(),
    last.toString(16).toUpperCase(),
    state,
  ]);
  return { segments, atEdge, holes };
}

describe('the holes that a log of WAL-G tells of', () => {
  it.each(['stderr', 'syslog-traditional', 'syslog-rfc3339', 'syslog-gitlabish', 'syslog-json'])(
    'are those that a failover left, read from %s',
    async (form) => {
      const name = `v2.0.1/56b-failover-promote.${form}.log`;

      expect(await holesIn(name, '00:30:40')).toEqual({
        segments: 5,
        atEdge: 0,
        holes: [[1, 'F0', 'F2', 'lost']],
      });
    },
  );

  it.each<[string, { code: VerdictCode; severity: Severity }]>([
    ['00:30:28', { code: 'upload-failing', severity: 'critical' }],
    // Already when the new timeline has completed its first segment, and for as long as the log is read.
    ['00:30:34', { code: 'wal-gap', severity: 'critical' }],
    ['00:33:30', { code: 'wal-gap', severity: 'critical' }],
    ['00:36:30', { code: 'wal-gap', severity: 'critical' }],
    ['12:00:00', { code: 'wal-gap', severity: 'critical' }],
  ])('are the verdict after a failover, at %s', async (time, expected) => {
    const { verdict } = await reportOf('v2.0.1/56b-failover-promote.stderr.log', time);

    expect(verdict).toMatchObject(expected);
  });

  it('are none of a log that ends with the old primary: there its uploads fail', async () => {
    const name = 'v2.0.1/56b-failover-promote.postgresql.log';

    expect(await holesIn(name, '00:31:00')).toMatchObject({ segments: 2, atEdge: 0, holes: [] });
    expect((await reportOf(name, '00:31:00')).verdict).toMatchObject({
      code: 'upload-failing',
      severity: 'critical',
    });
  });

  it.each(['postgresql', 'syslog-json'])(
    'are one that is tried in vain while others complete, read from %s',
    async (form) => {
      const name = `v3.0.9/40-bg-upload-fails.${form}.log`;

      expect(await holesIn(name, '00:15:00')).toEqual({
        segments: 4,
        atEdge: 0,
        holes: [[1, '7B', '7B', 'delayed']],
      });
      expect((await holesIn(name, '00:20:00')).holes).toEqual([[1, '7B', '7B', 'lost']]);
    },
  );

  it.each([
    ['v2.0.1/03b-drain-concurrent-s3.stderr.log', '00:04:00', 14],
    ['v2.0.1/41-failing-then-ok.postgresql.log', '00:12:00', 3],
    ['v2.0.1/23a-overwrite-same.stderr.log', '00:10:00', 1],
    ['v2.0.1/23a-overwrite-same.syslog-json.log', '00:10:00', 1],
  ])('are none where all came to a good end: %s', async (name, time, segments) => {
    expect(await holesIn(name, time)).toEqual({ segments, atEdge: 0, holes: [] });
  });
});
