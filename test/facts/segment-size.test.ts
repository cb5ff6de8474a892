import { describe, expect, it } from '@jest/globals';
import { segmentSizeDoubt } from '../../src/facts/segment-size.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { completed, healthySnapshot } from '../support/snapshot.ts';
import { SECOND } from '../support/time.ts';

const MIB = 1024 * 1024;

/** Segments in order, one every ten seconds; the last twenty seconds ago. */
function names(perLog: number, count: number) {
  const first = 0x10 * perLog + perLog - Math.floor(count / 2);
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const parts = [5, Math.floor(number / perLog), number % perLog];
    const file = parts.map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('');
    return completed((count - index) * 10 * SECOND + 10 * SECOND, { file, pid: index });
  });
}

describe('the size of a segment, by the names of the files', () => {
  it.each([
    { real: 64, configured: 16, says: 'as segments of 64 MiB do' },
    { real: 32, configured: 16, says: 'as segments of 32 MiB do' },
    { real: 1024, configured: 16, says: 'as segments of 1024 MiB do' },
    { real: 16, configured: 64, says: 'they have 16 MiB or less' },
    { real: 1, configured: 16, says: 'they have 1 MiB or less' },
  ])('tells $real MiB from the configured $configured MiB', ({ real, configured, says }) => {
    const snapshot = healthySnapshot({
      log: { uploads: names(4096 / real, 20) },
      cluster: { walSegmentSize: configured * MIB },
    });

    expect(segmentSizeDoubt(snapshot)?.words).toContain(says);
    const { verdict, findings, overview } = reportStatus(snapshot, 0);
    expect(verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    expect(verdict.headline).toContain(says);
    expect(findings.filter(({ rule }) => rule === 'wal-gap')).toMatchObject([{ kind: 'unknown' }]);
    expect(overview.walSequence).toBeUndefined();
  });

  it.each([1, 16, 64, 1024])('has no doubt where %s MiB are configured and used', (size) => {
    const snapshot = healthySnapshot({
      log: { uploads: names(4096 / size, 20) },
      cluster: { walSegmentSize: size * MIB },
    });

    expect(segmentSizeDoubt(snapshot)).toBeUndefined();
  });

  it('has no doubt before names have come round', () => {
    const uploads = names(64, 20).slice(0, 10);

    expect(segmentSizeDoubt(healthySnapshot({ log: { uploads } }))).toBeUndefined();
  });
});
