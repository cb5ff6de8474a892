import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { archiverNotRunning } from '../../src/rules/archiver-not-running.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import { completed, failure, healthySnapshot, metric, NOON, PRIMARY } from '../support/snapshot.ts';
import { codeOf } from '../support/verdict.ts';

const GONE = unavailable('no-data', 'no series');

/** Error lines of the primary that name no operation, one every two seconds, and not one upload of it. */
const complaining = (count: number, pid: number | undefined) =>
  healthySnapshot({
    log: {
      uploads: [],
      failures: Array.from({ length: count }, (_, index) =>
        failure(MINUTE + (count - index) * 2 * SECOND, {
          pid: pid === undefined ? undefined : pid + index,
          operation: 'unknown',
        }),
      ),
    },
    metrics: {
      lastArchive: GONE,
      pendingWal: metric({ [PRIMARY]: (ago) => 60 - ago / MINUTE }),
    },
  });

describe('error lines of a host of which no upload is known', () => {
  it.each([
    ['with', 300],
    ['without', undefined],
  ])('are failed tries once there are as many as PostgreSQL makes, %s a pid', (_what, pid) => {
    expect(codeOf(complaining(60, pid))).toBe('upload-failing');
    expect(uploadFailing(complaining(60, pid)).kind).toBe('problem');
  });

  it('are not denied where they are too few for that', () => {
    const words = JSON.stringify(archiverNotRunning(complaining(2, 300)));

    expect(uploadFailing(complaining(2, 300)).kind).toBe('clear');
    expect(words).not.toContain('none failed');
    expect(words).toContain('2 error lines');
  });

  it('are shown where they are too few, with what they say', () => {
    expect(uploadFailing(complaining(2, 300))).toMatchObject({
      kind: 'clear',
      evidence: [
        {
          from: 'log',
          text: 'not counted: 2 errors that do not say of which operation, the latest 62 s ago: the store refuses the credentials',
          quote: 'An unprocessed exception: 403 Forbidden AccessDenied',
          isLeftOut: true,
        },
      ],
    });
  });

  it('are not shown once an upload has completed since', () => {
    const snapshot = healthySnapshot({
      log: {
        uploads: [completed(10 * SECOND)],
        failures: [failure(MINUTE, { pid: undefined, operation: 'unknown' })],
      },
      metrics: { lastArchive: GONE },
    });

    expect(uploadFailing(snapshot)).toMatchObject({ kind: 'clear', evidence: [] });
  });

  it('count no longer once the metrics know of a success since', () => {
    const snapshot = {
      ...complaining(60, 300),
      metrics: {
        ...complaining(60, 300).metrics,
        lastArchive: metric({ [PRIMARY]: (ago) => (NOON - ago) / SECOND }),
      },
    };

    expect(uploadFailing(snapshot).kind).toBe('clear');
  });

  it('are tries, and not lines: one try may complain three times', () => {
    const at = (ago: number) => failure(ago, { pid: undefined, operation: 'unknown' });
    const snapshot = healthySnapshot({
      log: { uploads: [], failures: [at(10_010), at(10_005), at(10_000)] },
    });

    expect(uploadFailing(snapshot).kind).toBe('clear');
  });
});
