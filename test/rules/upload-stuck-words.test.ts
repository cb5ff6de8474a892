import { describe, expect, it } from '@jest/globals';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Upload } from '../../src/domain/upload.ts';
import { uploadStuck } from '../../src/rules/upload-stuck.ts';
import {
  completed,
  failure,
  healthySnapshot,
  LAST,
  metric,
  moment,
  NO_METRICS,
  NOON,
  NOT_SHIPPED,
  open,
  PRIMARY,
  REPLICA,
  segment,
  type Difference,
  type LogParts,
} from '../support/snapshot.ts';
import { told } from '../support/told.ts';

const HUNG = segment(LAST + 1);
/** The push of one process: it hung so long ago with one segment, and completed others. */
const hung = (agoMs: number, over: Partial<Parameters<typeof open>[1]> = {}) =>
  open(agoMs, { file: HUNG, pid: 7, ...over });
const sibling = (agoMs: number, number = LAST + 2) =>
  completed(agoMs, { file: segment(number), pid: 7 });
const before = completed(11 * MINUTE, { pid: 6 });
const NO_SERIES = unavailable('no-data', 'no series');
const lastArchive = (agoMs: number) => metric({ [PRIMARY]: moment(agoMs) });
const waiting = (count: number) => metric({ [PRIMARY]: count });
/** PostgreSQL's own count of when it last archived something. */
const counted = (agoMs: number) =>
  metric({ [PRIMARY]: (ago) => (ago <= agoMs ? (agoMs - ago) / SECOND : 1) });

const judged = (
  uploads: readonly Upload[],
  metrics: Partial<MetricReadings> = {},
  log: Partial<LogParts> = {},
  others: Difference = {},
) =>
  uploadStuck(
    healthySnapshot({
      ...others,
      log: { uploads, ...log },
      metrics: { lastArchive: lastArchive(11 * MINUTE), ...metrics },
    }),
  );
/** Nothing of the primary arrived since so long ago. */
const heardUntil = (agoMs: number): Partial<LogParts> => ({
  pipeline: {
    newestAt: NOON,
    hosts: [{ host: PRIMARY, newestAt: NOON - agoMs }],
    tags: ['db.wale'],
  },
});
const HEADLINE = `an upload from ${PRIMARY} is stuck: ${HUNG} began 10 min ago and has not ended`;
const ALONE = `log: ${HUNG} began 10 min ago (pid 7); no other upload is open`;
const ENDED = (ago: string) => `log: the last upload of this host ended ${ago} ago`;

describe('an upload that hangs', () => {
  it('is told with its process, and with when anything last ended', () => {
    expect(told(judged([before, hung(10 * MINUTE)]))).toEqual([
      'critical',
      HEADLINE,
      ALONE,
      ENDED('11 min'),
    ]);
    expect(judged([before, hung(10 * MINUTE)])).toMatchObject({
      trouble: { since: NOON - 10 * MINUTE, file: HUNG },
    });
  });

  it('is told without a process where the archiver logs none', () => {
    expect(told(judged([hung(10 * MINUTE, { pid: undefined })]))).toEqual([
      'critical',
      HEADLINE,
      `log: ${HUNG} began 10 min ago; no other upload is open`,
      'log: no upload of this host has completed in the time looked at',
    ]);
  });

  it('is the oldest of several, in whatever order they were read', () => {
    const younger = hung(8 * MINUTE, { file: segment(LAST + 2) });

    expect(told(judged([younger, hung(10 * MINUTE)])).slice(1, 3)).toEqual([
      HEADLINE,
      `log: ${HUNG} began 10 min ago (pid 7); 2 uploads are open`,
    ]);
  });

  it('is told of the host, where no line names one and no metric tells', () => {
    const nameless = [hung(10 * MINUTE, { host: undefined })];

    expect(told(judged(nameless, NO_METRICS)).slice(0, 2)).toEqual([
      'warning',
      `whether an upload from the host ended is not known: ${HUNG} began 10 min ago, and nothing was heard in the last 10 min`,
    ]);
  });

  it.each<[situation: string, uploads: readonly Upload[], log: Partial<LogParts>, kind: string]>([
    ['is none of another host', [before, hung(20 * MINUTE, { host: REPLICA })], {}, 'clear'],
    [
      'is over once PostgreSQL says that a command failed since',
      [before, hung(10 * MINUTE)],
      { failures: [failure(9 * MINUTE, { reportedBy: 'postgresql' })] },
      'clear',
    ],
    [
      'is over where PostgreSQL says so at the moment when it began',
      [before, hung(10 * MINUTE)],
      { failures: [failure(10 * MINUTE, { reportedBy: 'postgresql' })] },
      'clear',
    ],
    [
      'is not over by what PostgreSQL said before it began',
      [before, hung(10 * MINUTE)],
      { failures: [failure(10 * MINUTE + SECOND, { reportedBy: 'postgresql' })] },
      'problem',
    ],
    [
      'is not over by an error of the archiver, which may be of a sibling',
      [before, hung(10 * MINUTE)],
      { failures: [failure(9 * MINUTE)] },
      'problem',
    ],
    [
      'is not over by a command that failed on another host',
      [before, hung(10 * MINUTE)],
      { failures: [failure(9 * MINUTE, { reportedBy: 'postgresql', host: REPLICA })] },
      'problem',
    ],
    [
      'may have ended in lines that come late, while others of its process end',
      [hung(10 * MINUTE), sibling(5 * MINUTE - 1)],
      {},
      'clear',
    ],
    ['has not, once none of them ends', [hung(10 * MINUTE), sibling(5 * MINUTE)], {}, 'problem'],
  ])('%s', (_situation, uploads, log, kind) => {
    expect(judged(uploads, {}, log).kind).toBe(kind);
  });

  it.each<[situation: string, metrics: Partial<MetricReadings>, kind: string]>([
    [
      'not where the metric saw what the log did',
      { lastArchive: lastArchive(10 * MINUTE) },
      'problem',
    ],
    ['not by a minute’s difference', { lastArchive: lastArchive(9 * MINUTE) }, 'problem'],
    [
      'where it saw a later success',
      { lastArchive: lastArchive(9 * MINUTE - 30 * SECOND) },
      'clear',
    ],
    ['where PostgreSQL counted one', { archiverAge: counted(8 * MINUTE) }, 'clear'],
    [
      'not where it counted one at a minute and the delay of the log after what that has',
      { archiverAge: counted(9 * MINUTE - 3 * SECOND) },
      'problem',
    ],
  ])('is a fault of the log: %s', (_situation, metrics, kind) => {
    expect(judged([hung(20 * MINUTE), sibling(10 * MINUTE)], metrics).kind).toBe(kind);
  });
});

describe('an upload that hangs while others of its process go on', () => {
  const goOn = [hung(10 * MINUTE), sibling(2 * MINUTE, LAST + 2), sibling(MINUTE, LAST + 3)];
  const fresh = { lastArchive: lastArchive(MINUTE) };

  it('is one where more files have waited all the time than were completed', () => {
    expect(told(judged(goOn, { ...fresh, pendingWal: waiting(3) }))).toEqual([
      'critical',
      HEADLINE,
      ALONE,
      ENDED('60 s'),
      'metric: 3 files wait in archive_status, and 2 completed since it began',
    ]);
  });

  it('is one where PostgreSQL has archived none of them', () => {
    const metrics = { ...fresh, pendingWal: waiting(2), archiverAge: counted(6 * MINUTE) };

    expect(told(judged(goOn, metrics)).at(-1)).toBe(
      'metric: 2 files wait in archive_status, and pg_stat_archiver counted the last success 6 min ago',
    );
  });

  it.each<
    [situation: string, uploads: readonly Upload[], metrics: Partial<MetricReadings>, kind: string]
  >([
    ['as many wait as were completed', goOn, { pendingWal: waiting(2) }, 'clear'],
    ['nobody knows how many wait', goOn, { pendingWal: NO_SERIES }, 'clear'],
    [
      'none waited a moment ago',
      goOn,
      { pendingWal: metric({ [PRIMARY]: (ago) => (ago === 2 * MINUTE ? 0 : 9) }) },
      'clear',
    ],
    [
      'PostgreSQL has archived something just before that is too long ago',
      goOn,
      { pendingWal: waiting(9), archiverAge: counted(5 * MINUTE - SECOND) },
      'clear',
    ],
    [
      'PostgreSQL archived something that long ago',
      goOn,
      { pendingWal: waiting(2), archiverAge: counted(5 * MINUTE) },
      'problem',
    ],
    [
      'one of them was pushed twice, and is counted once',
      [...goOn, sibling(30 * SECOND, LAST + 3)],
      { pendingWal: waiting(3) },
      'problem',
    ],
    [
      'another host completed as many',
      [...goOn, completed(MINUTE, { host: REPLICA, file: segment(LAST + 4) })],
      { pendingWal: waiting(3) },
      'problem',
    ],
    [
      'one was completed by the time it began',
      [...goOn, sibling(10 * MINUTE, LAST + 4)],
      { pendingWal: waiting(3) },
      'problem',
    ],
  ])('is judged by what waits, where %s', (_situation, uploads, metrics, kind) => {
    expect(judged(uploads, { ...fresh, ...metrics }).kind).toBe(kind);
  });
});

describe('an upload that hung when its host was last heard of', () => {
  const began = [completed(41 * MINUTE), hung(40 * MINUTE)];

  it.each([
    [
      'hung already',
      35 * MINUTE,
      `an upload from ${PRIMARY} was stuck when it was last heard of, 35 min ago: ${HUNG} had begun 5 min before`,
    ],
    [
      'had not hung for long',
      36 * MINUTE,
      `whether an upload from ${PRIMARY} ended is not known: ${HUNG} began 40 min ago, and nothing was heard in the last 36 min`,
    ],
  ])('%s', (_what, silent, headline) => {
    expect(told(judged(began, NO_METRICS, heardUntil(silent)))).toEqual([
      'warning',
      headline,
      `log: ${HUNG} began 40 min ago (pid 7); no other upload is open`,
      ENDED('41 min'),
      `log: the newest line or sample that tells of this host is ${silent / MINUTE} min old`,
    ]);
  });

  it('may have done so by a clock here that is ahead, which is named', () => {
    const ahead = (log: Partial<LogParts>, clockSkewMs = 36 * MINUTE) =>
      uploadStuck({
        ...healthySnapshot({ log: { uploads: began, ...log }, metrics: NO_METRICS }),
        clockSkewMs,
      });

    expect(told(ahead(heardUntil(36 * MINUTE)))).toEqual([
      'not known',
      'the clock here is 36 min ahead of the metrics server’s, so what is asked as of now is not of now',
    ]);
    expect(ahead(heardUntil(36 * MINUTE), 35 * MINUTE).kind).toBe('problem');
    expect(ahead(heardUntil(36 * MINUTE), -36 * MINUTE).kind).toBe('problem');
    expect(ahead({})).toMatchObject({ severity: 'critical' });
  });

  it('is told with the age of the files, if they are read where they are written', () => {
    const files = { source: 'log files', pipeline: NOT_SHIPPED } as const;
    const now = failure(0, { operation: 'fetch' });

    expect(told(judged([before, hung(10 * MINUTE)], NO_METRICS, files)).slice(2)).toEqual([
      ALONE,
      ENDED('11 min'),
      'log: the newest line of the log files is 10 min old',
    ]);
    expect(
      told(judged([before, hung(10 * MINUTE)], NO_METRICS, { ...files, failures: [now] })).slice(2),
    ).toEqual([ALONE, ENDED('11 min')]);
    // Of an index, a line that is a few seconds old is as new as can be.
    expect(told(judged([before, hung(10 * MINUTE)], NO_METRICS)).slice(2)).toEqual([
      ALONE,
      ENDED('11 min'),
    ]);
  });
});

describe('where the log has no upload that hangs', () => {
  const stuck = { lastArchive: lastArchive(16 * MINUTE), pendingWal: waiting(20) };
  const SAID = `nothing has been archived from ${PRIMARY} for 16 min, and 20 segments are waiting`;
  const because = (reason: string) =>
    `log: whether it hangs or fails is not known without the log: ${reason}`;

  it.each<[situation: string, uploads: readonly Upload[], log: Partial<LogParts>, reason: string]>([
    ['it has no upload at all', [], {}, 'the log has no upload of the primary'],
    [
      'it no longer arrives',
      [completed(40 * MINUTE)],
      heardUntil(30 * MINUTE),
      `no log line of ${PRIMARY} arrives`,
    ],
  ])('the metrics tell whether it hangs, if %s', (_situation, uploads, log, reason) => {
    const words = told(judged(uploads, stuck, log));

    expect(words.slice(0, 2)).toEqual(['critical', SAID]);
    expect(words.at(-1)).toBe(because(reason));
  });

  it.each<[situation: string, uploads: readonly Upload[], log: Partial<LogParts>]>([
    ['it tells of completions, and arrives', [completed(16 * MINUTE)], {}],
    [
      'it tells of older completions alone',
      [],
      { ended: { from: NOON - 24 * 60 * MINUTE, uploads: [completed(16 * MINUTE)] } },
    ],
    ['it tells of an upload that has just begun', [hung(2 * MINUTE)], {}],
    ['files on the host have no upload', [], { source: 'log files', pipeline: NOT_SHIPPED }],
    [
      'files on the host are silent',
      [completed(40 * MINUTE)],
      { source: 'log files', pipeline: NOT_SHIPPED },
    ],
  ])('they do not, if %s: other rules look at what waits', (_situation, uploads, log) => {
    expect(told(judged(uploads, stuck, log))).toEqual(['clear']);
  });

  it('an archiver that logs no begin hangs all the same, though its lines no longer arrive', () => {
    const uploads = [
      completed(40 * MINUTE, { archiver: 'wal-g', pid: undefined, beganAt: undefined }),
    ];
    const metrics = { lastArchive: lastArchive(40 * MINUTE), pendingWal: waiting(20) };

    expect(judged(uploads, metrics, heardUntil(30 * MINUTE))).toMatchObject({
      code: 'upload-stuck',
      severity: 'critical',
      nextSteps: [{ host: PRIMARY }, { host: PRIMARY }],
      headline: `an upload from ${PRIMARY} seems stuck: nothing has completed for 40 min, and 20 segments are waiting`,
    });
  });
});
