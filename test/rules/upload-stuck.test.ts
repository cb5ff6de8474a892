import { describe, expect, it } from '@jest/globals';
import { uploadStuck } from '../../src/rules/upload-stuck.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  LAST,
  metric,
  moment,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
  uploadLog,
} from '../support/snapshot.ts';

const stands = { lastArchive: metric({ [PRIMARY]: moment(10 * MINUTE) }) };
const waiting = { ...stands, pendingWal: metric({ [PRIMARY]: 14 }) };
const hung = segment(LAST + 1);

describe('upload-stuck', () => {
  it.each([
    { age: 5 * MINUTE - SECOND, kind: 'clear' },
    { age: 5 * MINUTE, kind: 'problem' },
    { age: 60 * MINUTE, kind: 'problem' },
  ])('at $age ms without an end it is $kind', ({ age, kind }) => {
    const uploads = [completed(age + MINUTE), open(age, { file: hung })];
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(age + MINUTE) }) };

    expect(uploadStuck(healthySnapshot({ log: { uploads }, metrics })).kind).toBe(kind);
  });

  it.each([
    { lag: 3 * MINUTE, kind: 'problem' },
    { lag: 6 * MINUTE, kind: 'clear' },
  ])('with a host whose clock is $lag ms behind it is $kind', ({ lag, kind }) => {
    const uploads = [completed(11 * MINUTE), open(10 * MINUTE, { file: hung })];
    const log = { uploads, shippingLag: lag };

    expect(uploadStuck(healthySnapshot({ log, metrics: stands })).kind).toBe(kind);
  });

  it("is no success of PostgreSQL's own count where the clock of the host is behind it", () => {
    const uploads = [completed(10 * MINUTE), open(10 * MINUTE, { file: hung })];
    const succeeded = (ago: number) => ({
      ...stands,
      archiverAge: metric({ [PRIMARY]: (pointAgo) => Math.max(0, ago - pointAgo) / SECOND }),
    });
    const at = (ago: number, shippingLag: number) =>
      uploadStuck(healthySnapshot({ log: { uploads, shippingLag }, metrics: succeeded(ago) })).kind;

    expect(at(8 * MINUTE, 2 * MINUTE)).toBe('problem');
    expect(at(8 * MINUTE, 3 * SECOND)).toBe('clear');
  });

  it('is the first upload of a new primary, which no line tells of, where its count tells that it archived nothing', () => {
    const since = 6 * MINUTE;
    const of = (waits: number) =>
      uploadStuck(
        healthySnapshot({
          log: { uploads: [completed(10 * MINUTE, { host: REPLICA })], archiver: 'wal-g' },
          metrics: {
            replica: metric({
              [PRIMARY]: (ago) => (ago >= since ? 1 : 0),
              [REPLICA]: (ago) => (ago >= since ? 0 : 1),
            }),
            lastArchive: unavailable('no-data', 'no series'),
            pendingWal: metric({ [PRIMARY]: (ago) => (ago > since ? 0 : waits - ago / MINUTE) }),
            walPosition: metric({
              [PRIMARY]: (ago) =>
                END_OF_LAST + (12 - ago / (30 * SECOND)) * DEFAULT_WAL_SEGMENT_SIZE,
            }),
          },
        }),
      );

    expect(of(12)).toMatchObject({
      severity: 'critical',
      headline: `an upload from ${PRIMARY} seems stuck: nothing has completed for 5 min, and 12 segments are waiting`,
    });
    expect(of(10).kind).not.toBe('problem');
  });

  it('names host, segment and since when', () => {
    const uploads = [completed(11 * MINUTE), open(10 * MINUTE, { file: hung, pid: 4711 })];

    const finding = uploadStuck(healthySnapshot({ log: { uploads }, metrics: waiting }));

    expect(finding).toMatchObject({
      code: 'upload-stuck',
      severity: 'critical',
      headline: `an upload from ${PRIMARY} is stuck: ${hung} began 10 min ago and has not ended`,
    });
    expect(JSON.stringify(finding)).toContain('kill 4711');
    expect(JSON.stringify(finding)).toContain('extremely careful');
  });

  it('is not healed by siblings of the same process that ended moments after it began', () => {
    const uploads = [
      open(10 * MINUTE, { file: segment(1), pid: 7 }),
      completed(10 * MINUTE - SECOND, { file: segment(2), pid: 7 }),
    ];

    expect(uploadStuck(healthySnapshot({ log: { uploads }, metrics: stands })).kind).toBe(
      'problem',
    );
  });

  it.each([
    ['the same file completed later', completed(2 * MINUTE, { file: hung, pid: 9 })],
    ['a newer process completed something', completed(2 * MINUTE, { file: segment(3), pid: 9 })],
  ])('is clear once %s', (_what, later) => {
    const uploads = [open(10 * MINUTE, { file: hung, pid: 7 }), later];

    expect(uploadStuck(healthySnapshot({ log: { uploads } })).kind).toBe('clear');
  });

  it('stays clear when the cluster goes idle after a hung upload was killed and made good', () => {
    const uploads = [
      open(50 * MINUTE, { file: hung, pid: 7 }),
      completed(40 * MINUTE, { file: hung, pid: 8 }),
    ];
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(40 * MINUTE) }) };

    expect(uploadStuck(healthySnapshot({ log: { uploads }, metrics })).kind).toBe('clear');
  });

  it('sees a push that hangs again each time it is killed', () => {
    const uploads = [
      completed(30 * MINUTE),
      open(25 * MINUTE, { file: hung, pid: 1 }),
      open(2 * MINUTE, { file: hung, pid: 2 }),
    ];
    const metrics = { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) };

    expect(uploadStuck(healthySnapshot({ log: { uploads }, metrics })).kind).toBe('problem');
  });

  it('does not take a stopped log shipper for a hang: the metric saw more', () => {
    const uploads = [completed(21 * MINUTE), open(20 * MINUTE, { file: hung })];

    expect(uploadStuck(healthySnapshot({ log: { uploads } })).kind).toBe('clear');
  });

  it('does not mind what a demoted host left open', () => {
    const uploads = [open(20 * MINUTE, { host: REPLICA }), completed(20 * SECOND)];

    expect(uploadStuck(healthySnapshot({ log: { uploads } })).kind).toBe('clear');
  });

  it('is seen in the log alone, whoever is primary', () => {
    const uploads = [completed(21 * MINUTE), open(20 * MINUTE, { file: hung })];
    const metrics = {
      replica: unavailable('timeout', 'no answer in time'),
      lastArchive: unavailable('timeout', 'no answer in time'),
    };

    expect(uploadStuck(healthySnapshot({ log: { uploads }, metrics })).kind).toBe('problem');
  });

  it.each([
    { age: 14 * MINUTE, waiting: 20, kind: 'clear' },
    { age: 15 * MINUTE, waiting: 1, kind: 'clear' },
    { age: 15 * MINUTE, waiting: 20, kind: 'problem' },
  ])('without a log: $age ms old and $waiting waiting is $kind', ({ age, waiting, kind }) => {
    const metrics = {
      lastArchive: metric({ [PRIMARY]: moment(age) }),
      pendingWal: metric({ [PRIMARY]: waiting }),
    };
    const gone = unavailable('unreachable', 'connection refused');

    expect(uploadStuck(healthySnapshot({ uploadLog: gone, metrics })).kind).toBe(kind);
  });

  it('does not know without a log and without a count', () => {
    const metrics = { ...stands, pendingWal: unavailable('no-data', 'no series') };
    const gone = unavailable('unreachable', 'connection refused');

    expect(uploadStuck(healthySnapshot({ uploadLog: gone, metrics })).kind).toBe('unknown');
  });

  it('reads a log file that names no host as that of the host it lies on', () => {
    const log = uploadLog({
      source: 'log files',
      uploads: [open(9 * MINUTE, { host: undefined, file: hung })],
    });

    expect(
      uploadStuck(healthySnapshot({ uploadLog: measured(log, NOON), metrics: stands })).kind,
    ).toBe('problem');
  });
});
