import { describe, expect, it } from '@jest/globals';
import { archiverNotRunning } from '../../src/rules/archiver-not-running.ts';
import { uploadFailing } from '../../src/rules/upload-failing.ts';
import { uploadStuck } from '../../src/rules/upload-stuck.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { EndedUpload } from '../../src/domain/upload.ts';
import { DEFAULT_WAL_SEGMENT_SIZE } from '../../src/domain/wal-file.ts';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import {
  completed,
  END_OF_LAST,
  failure,
  healthySnapshot,
  LAST,
  metric,
  moment,
  open,
  PRIMARY,
  segment,
} from '../support/snapshot.ts';
import { codeOf } from '../support/verdict.ts';

/** As WAL-G logs it: only the end. */
const ended = (agoMs: number, over: Partial<EndedUpload> = {}): EndedUpload =>
  completed(agoMs, { archiver: 'wal-g', pid: undefined, beganAt: undefined, ...over });

const waitingFor = (span: number) => metric({ [PRIMARY]: (ago) => (ago <= span ? 3 : 0) });

interface Case {
  readonly silence?: number;
  readonly waiting?: ReturnType<typeof metric>;
  readonly log?: Partial<UploadLog>;
  readonly lastArchive?: ReturnType<typeof metric>;
  readonly walPosition?: ReturnType<typeof metric>;
}

const silent = ({ silence = 10 * MINUTE, waiting, log, lastArchive, walPosition }: Case = {}) =>
  healthySnapshot({
    log: { uploads: [ended(silence)], ...log },
    metrics: {
      lastArchive: lastArchive ?? metric({ [PRIMARY]: moment(silence) }),
      pendingWal: waiting ?? waitingFor(silence),
      ...(walPosition === undefined ? {} : { walPosition }),
    },
  });

describe('a hang of an archiver that logs no begin', () => {
  it.each([
    { silence: 5 * MINUTE - SECOND, kind: 'clear' },
    { silence: 5 * MINUTE, kind: 'problem' },
  ])('after $silence ms of silence while files wait it is $kind', ({ silence, kind }) => {
    expect(uploadStuck(silent({ silence, waiting: waitingFor(60 * MINUTE) })).kind).toBe(kind);
  });

  it('is told in words that claim no begin', () => {
    const finding = uploadStuck(silent());

    expect(finding).toMatchObject({
      code: 'upload-stuck',
      severity: 'critical',
      headline: `an upload from ${PRIMARY} seems stuck: nothing has completed for 10 min, and 3 segments are waiting`,
    });
    expect(JSON.stringify(finding)).toContain('wal-g does not log when an upload starts');
    expect(JSON.stringify(finding)).toContain('/var/log/wal-g/wal-g.log');
    expect(JSON.stringify(finding)).toContain('extremely careful');
    expect(codeOf(silent())).toBe('upload-stuck');
  });

  it('is none on a quiet cluster whose first segments in an hour wait for a moment', () => {
    const snapshot = silent({
      silence: 50 * MINUTE,
      waiting: waitingFor(MINUTE),
      walPosition: metric({
        [PRIMARY]: (ago) => END_OF_LAST + (ago <= MINUTE ? 3 * DEFAULT_WAL_SEGMENT_SIZE : 0),
      }),
    });

    expect(uploadStuck(snapshot).kind).toBe('clear');
    expect(archiverNotRunning(snapshot).kind).toBe('clear');
  });

  it('is none while fewer than two files wait', () => {
    expect(uploadStuck(silent({ waiting: metric({ [PRIMARY]: 1 }) })).kind).toBe('clear');
  });

  it('is none if a metric saw uploads that the log has not', () => {
    const lastArchive = metric({ [PRIMARY]: moment(MINUTE) });

    expect(uploadStuck(silent({ lastArchive })).kind).toBe('clear');
  });

  it('is none if tries fail: that is another verdict', () => {
    const log = {
      uploads: [ended(10 * MINUTE)],
      failures: [
        failure(MINUTE, {
          archiver: 'wal-g',
          pid: undefined,
          text: "upload: could not Upload 'pg_wal/X' : AccessDenied",
        }),
      ],
    };

    expect(codeOf(silent({ log }))).toBe('upload-failing');
  });

  it('cannot be told from a switched off archiver without a count of waiting files', () => {
    const snapshot = healthySnapshot({
      log: { uploads: [ended(20 * MINUTE)] },
      metrics: {
        lastArchive: metric({ [PRIMARY]: moment(20 * MINUTE) }),
        pendingWal: unavailable('no-data', 'no series'),
      },
    });

    expect(uploadStuck(snapshot).kind).toBe('clear');
    expect(archiverNotRunning(snapshot)).toMatchObject({
      code: 'archiver-not-running',
      headline: expect.stringContaining('no upload has completed for'),
      evidence: [{}, { text: expect.stringContaining('one that hangs looks the same') }],
    });
  });

  it.each([
    ['pgbackrest', true],
    ['wal-g', false],
  ] as const)('%s: its log level is to be checked: %s', (archiver, expected) => {
    const snapshot = healthySnapshot({
      log: { uploads: [ended(20 * MINUTE, { archiver })] },
      metrics: {
        lastArchive: metric({ [PRIMARY]: moment(20 * MINUTE) }),
        pendingWal: unavailable('no-data', 'no series'),
      },
    });

    const said = JSON.stringify(archiverNotRunning(snapshot));

    expect(said).toContain('archiver-not-running');
    expect(said.includes('--log-level-console=info')).toBe(expected);
  });

  it('is none of WAL-E, which logs begins', () => {
    expect(
      uploadStuck(silent({ log: { uploads: [completed(10 * MINUTE, { archiver: 'wal-e' })] } }))
        .kind,
    ).toBe('clear');
  });
});

describe('a begin that was left open when another archiver took over', () => {
  const begun = open(30 * MINUTE, { archiver: 'wal-e', file: segment(LAST - 3), pid: 900 });

  it('does not hang once the other has completed anything', () => {
    const log = { uploads: [begun, ended(6 * MINUTE)] };
    const lastArchive = metric({ [PRIMARY]: moment(6 * MINUTE) });

    expect(uploadStuck(silent({ log, lastArchive, waiting: metric({ [PRIMARY]: 0 }) })).kind).toBe(
      'clear',
    );
  });

  it('hangs as long as it has not', () => {
    const log = { uploads: [ended(40 * MINUTE), begun] };
    const lastArchive = metric({ [PRIMARY]: moment(40 * MINUTE) });

    expect(uploadStuck(silent({ log, lastArchive })).kind).toBe('problem');
  });
});

describe('failures of an archiver that logs no begin', () => {
  const file = segment(LAST);
  const failed = (agoMs: number, over: object = {}) =>
    failure(agoMs, { archiver: 'wal-g', pid: undefined, file, text: 'AccessDenied', ...over });

  it('last until the file that the error names has completed', () => {
    const other = ended(10 * SECOND, { file: segment(LAST - 1) });
    const same = ended(10 * SECOND, { file });
    const failures = [failed(30 * SECOND)];

    expect(uploadFailing(silent({ log: { uploads: [other], failures } })).kind).toBe('problem');
    expect(uploadFailing(silent({ log: { uploads: [same], failures } })).kind).toBe('clear');
  });

  it.each([
    { tries: 2, kind: 'clear' },
    { tries: 3, kind: 'problem' },
  ])('$tries that name nothing, with no success since: $kind', ({ tries, kind }) => {
    const failures = Array.from({ length: tries }, (_, index) =>
      failed((index + 1) * SECOND, { operation: 'unknown', file: undefined }),
    );

    expect(uploadFailing(silent({ log: { uploads: [ended(MINUTE)], failures } })).kind).toBe(kind);
  });

  it('show the complaint that names a cause, not the newest', () => {
    const failures = [
      failed(40 * SECOND, { text: 'failed to upload: AccessDenied' }),
      failed(30 * SECOND, { text: 'something new' }),
      failed(29 * SECOND, {
        reportedBy: 'postgresql',
        text: 'archive command failed with exit code 1',
      }),
    ];

    expect(uploadFailing(silent({ log: { uploads: [ended(MINUTE)], failures } }))).toMatchObject({
      cause: 'credentials',
      evidence: [{ quote: 'failed to upload: AccessDenied' }],
    });
  });
});
