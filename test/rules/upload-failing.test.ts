import { describe, expect, it } from '@jest/globals';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import {
  NOON,
  PRIMARY,
  REPLICA,
  completed,
  failed,
  failure,
  healthySnapshot,
  metric,
  moment,
  segment,
} from '../support/snapshot.ts';
import { unavailable } from '../../src/domain/reading.ts';

const failedUpload = (agoMs: number, number: number, pid: number) =>
  failed({
    file: segment(number),
    pid,
    beganAt: NOON - agoMs - SECOND,
    endedAt: NOON - agoMs,
  });

describe('upload-failing', () => {
  it('names cause, host and the line it saw', () => {
    const log = {
      uploads: [completed(5 * MINUTE), failedUpload(20 * SECOND, 9, 200)],
      failures: [failure(20 * SECOND)],
    };

    expect(uploadFailing(healthySnapshot({ log }))).toMatchObject({
      code: 'upload-failing',
      severity: 'critical',
      cause: 'credentials',
      headline: `uploads from ${PRIMARY} are failing: the store refuses the credentials`,
      evidence: [{ quote: 'An unprocessed exception: 403 Forbidden AccessDenied' }],
    });
  });

  it('is over once the same file has completed', () => {
    const log = {
      uploads: [failedUpload(30 * SECOND, 9, 200), completed(10 * SECOND, { file: segment(9) })],
      failures: [failure(30 * SECOND)],
    };

    expect(uploadFailing(healthySnapshot({ log })).kind).toBe('clear');
  });

  it('is not over while one file keeps failing and others succeed', () => {
    const log = {
      uploads: [failedUpload(30 * SECOND, 9, 200), completed(10 * SECOND, { file: segment(10) })],
      failures: [failure(30 * SECOND)],
    };

    expect(uploadFailing(healthySnapshot({ log })).kind).toBe('problem');
  });

  it('is over when uploads go on long after the last failure', () => {
    const log = {
      uploads: [failedUpload(40 * MINUTE, 9, 200), completed(10 * SECOND, { file: segment(99) })],
      failures: [failure(40 * MINUTE)],
    };

    expect(uploadFailing(healthySnapshot({ log })).kind).toBe('clear');
  });

  it.each([
    { later: 3 * MINUTE, kind: 'problem' },
    { later: 3 * MINUTE + SECOND, kind: 'clear' },
  ])('is $kind when an upload ends $later ms after the last failure', ({ later, kind }) => {
    const last = completed(10 * SECOND, { file: segment(99) });
    const ago = 10 * SECOND + later;
    const log = { uploads: [failedUpload(ago, 9, 200), last], failures: [failure(ago)] };

    expect(uploadFailing(healthySnapshot({ log })).kind).toBe(kind);
  });

  it.each([
    { text: 'no success since', file: 10, ago: MINUTE },
    { text: 'it has not completed since', file: 10, ago: 10 * SECOND },
  ])('says that $text', ({ text, file, ago }) => {
    const log = {
      uploads: [failedUpload(30 * SECOND, 9, 200), completed(ago, { file: segment(file) })],
      failures: [failure(30 * SECOND)],
    };

    const metrics = { lastArchive: metric({ [PRIMARY]: moment(ago) }) };
    expect(JSON.stringify(uploadFailing(healthySnapshot({ log, metrics })))).toContain(text);
  });

  it('lasts while a file fails that PostgreSQL alone names, though others complete', () => {
    const word = failure(30 * SECOND, {
      pid: undefined,
      reportedBy: 'postgresql',
      file: segment(9),
      text: 'archive command failed with exit code 1',
    });
    const uploads = (file: number) => [completed(10 * SECOND, { file: segment(file) })];
    const check = (file: number) =>
      uploadFailing(healthySnapshot({ log: { uploads: uploads(file), failures: [word] } })).kind;

    expect(check(10)).toBe('problem');
    expect(check(9)).toBe('clear');
  });

  it.each([
    ['of a replica', { host: REPLICA }],
    ['of a base backup', { operation: 'base-backup' as const }],
    ['of a fetch', { operation: 'fetch' as const }],
  ])('does not count failures %s', (_what, over) => {
    const log = { failures: [failure(10 * SECOND, over)] };

    expect(uploadFailing(healthySnapshot({ log })).kind).toBe('clear');
  });

  it('says which lines of other hosts it left out', () => {
    const log = {
      failures: [failure(10 * SECOND, { host: REPLICA, text: 'Could not stop hot backup' })],
    };

    expect(uploadFailing(healthySnapshot({ log }))).toMatchObject({
      evidence: [{ quote: 'Could not stop hot backup' }],
    });
  });

  it('does not mind an old timeline’s history file that fails while segments flow', () => {
    const log = {
      uploads: [
        { ...failedUpload(30 * SECOND, 0, 200), file: '00000004.history' },
        completed(10 * SECOND),
      ],
      failures: [failure(30 * SECOND)],
    };

    expect(uploadFailing(healthySnapshot({ log })).kind).toBe('clear');
  });

  it('takes PostgreSQL’s word when the archiver says none', () => {
    const log = {
      uploads: [completed(20 * MINUTE)],
      failures: [
        failure(MINUTE, {
          reportedBy: 'postgresql',
          pid: undefined,
          text: 'archive command failed with exit code 127',
        }),
      ],
    };

    expect(
      uploadFailing(
        healthySnapshot({
          log,
          metrics: { lastArchive: metric({ [PRIMARY]: moment(20 * MINUTE) }) },
        }),
      ),
    ).toMatchObject({ cause: 'not-executable' });
  });

  it('is seen in the log alone', () => {
    const log = { uploads: [failedUpload(20 * SECOND, 9, 200)], failures: [failure(20 * SECOND)] };
    const metrics = { replica: unavailable('timeout', 'no answer in time') };

    expect(uploadFailing(healthySnapshot({ log, metrics })).kind).toBe('problem');
  });
});
