import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/domain/finding.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { backlogGrowing } from '../../src/rules/backlog-growing.ts';
import { walDiskFull } from '../../src/rules/wal-disk-full.ts';
import {
  completed,
  END_OF_LAST,
  failure,
  healthySnapshot,
  metric,
  moment,
  PRIMARY,
  REPLICA,
  type Difference,
} from '../support/snapshot.ts';
import { textOf, told } from '../support/told.ts';

const MIB = 1024 * 1024;
const SEGMENT = 16 * MIB;
const NO_SERIES = unavailable('no-data', 'no series');

/** Whom it would wake, what it says, and by what. */

/** From nothing an hour ago to so many now. */
const rising = (now: number) => (ago: number) => Math.floor((now * (HOUR - ago)) / HOUR);
const falling = (now: number) => (ago: number) => now + Math.floor(ago / MINUTE);
/** Room for so many segments; where it is lost, so many more an hour ago. */
const room = (segments: number, lost = 0) =>
  metric({ [PRIMARY]: (ago) => (segments + (lost * ago) / HOUR) * SEGMENT });

describe('a backlog', () => {
  const backlog = (
    waiting: Parameters<typeof metric>[0][string],
    { metrics, ...others }: Difference = {},
  ) =>
    backlogGrowing(
      healthySnapshot({
        ...others,
        metrics: { pendingWal: metric({ [PRIMARY]: waiting }), ...metrics },
      }),
    );

  it.each<[situation: string, finding: () => Finding, words: readonly unknown[]]>([
    [
      'small and steady',
      () => backlog(41),
      [
        'clear',
        '41 segments are waiting (files that wait in archive_status)',
        'neither grows nor drains over 30 min',
      ],
    ],
    [
      'large and steady: the last upload tells that it is not archiving that stands still',
      () => backlog(42),
      [
        'warning',
        '42 WAL segments are waiting on patroni-01; the last upload was 20 s ago',
        '42 segments are waiting (files that wait in archive_status)',
        'neither grows nor drains over 30 min',
      ],
    ],
    [
      'large, and it drains',
      () => backlog(falling(50)),
      [
        'warning',
        '50 WAL segments are waiting on patroni-01; the last upload was 20 s ago',
        '50 segments are waiting (files that wait in archive_status)',
        expect.stringMatching(/^it drains, and is done in .+ min$/),
      ],
    ],
    [
      'small, and it grows on a disk whose room nobody knows',
      () => backlog(rising(40)),
      [
        'warning',
        '40 WAL segments are waiting on patroni-01 and the backlog is growing; the last upload was 20 s ago',
        '40 segments are waiting (files that wait in archive_status)',
        'it has grown for 30 min; how much room is left on the disk is not known',
      ],
    ],
    [
      'small, and it grows on a large disk',
      () => backlog(rising(40), { metrics: { walDiskFree: room(4000, 40) } }),
      [
        'warning',
        '40 WAL segments are waiting on patroni-01 and the backlog is growing; the last upload was 20 s ago',
        '40 segments are waiting (files that wait in archive_status)',
        expect.stringMatching(
          /^it has grown for 30 min; at this rate the disk is full in .* d .* h$/,
        ),
      ],
    ],
    [
      'small, and it grows on a disk that does not lose what it takes',
      () => backlog(rising(40), { metrics: { walDiskFree: room(100) } }),
      [
        'critical',
        expect.stringMatching(
          /^40 WAL segments are waiting on patroni-01 and the backlog is growing; the disk will be full in 2 h .* or later$/,
        ),
        '40 segments are waiting (files that wait in archive_status)',
        expect.stringMatching(/or later: it does not yet lose what the backlog takes$/),
      ],
    ],
    [
      'by log and position, as a range',
      () =>
        backlog(0, {
          metrics: {
            pendingWal: NO_SERIES,
            walPosition: metric({
              [PRIMARY]: (ago) => END_OF_LAST + (50 - Math.floor(ago / MINUTE)) * SEGMENT,
            }),
          },
        }),
      [
        'warning',
        '47 WAL segments are waiting on patroni-01; the last upload was 20 s ago',
        '47 to 50 segments are waiting (WAL position and the newest completed segment)',
        expect.any(String),
      ],
    ],
    [
      'counted for a few minutes only',
      () => backlog((ago) => (ago < 5 * MINUTE ? 50 : undefined)),
      [
        'warning',
        '50 WAL segments are waiting on patroni-01; the last upload was 20 s ago',
        '50 segments are waiting (files that wait in archive_status)',
        'whether more or less waits than before is not known',
      ],
    ],
    [
      'of whose last upload the log tells, whatever the metric says',
      () => backlog(50, { log: { uploads: [completed(4 * MINUTE)] } }),
      [
        'warning',
        '50 WAL segments are waiting on patroni-01; the last upload was 4 min ago',
        expect.any(String),
        expect.any(String),
      ],
    ],
    [
      'without a log: the metric knows the last upload',
      () =>
        backlog(50, {
          uploadLog: unavailable('timeout', 'no answer in time'),
          metrics: { lastArchive: metric({ [PRIMARY]: moment(3 * MINUTE) }) },
        }),
      [
        'warning',
        '50 WAL segments are waiting on patroni-01; the last upload was 3 min ago',
        expect.any(String),
        expect.any(String),
      ],
    ],
    [
      'of a host of whose uploads nobody knows',
      () => backlog(50, { log: { uploads: [] }, metrics: { lastArchive: NO_SERIES } }),
      [
        'warning',
        '50 WAL segments are waiting on patroni-01',
        expect.any(String),
        expect.any(String),
      ],
    ],
    [
      'that nobody counts',
      () => backlog(0, { metrics: { pendingWal: NO_SERIES, walPosition: NO_SERIES } }),
      ['not known', 'how much WAL waits is not known'],
    ],
  ])('%s', (_situation, finding, words) => {
    expect(told(finding(), textOf)).toEqual(words);
  });

  it.each([
    [1999, 'warning'],
    [2000, 'critical'],
  ])('of %d segments is %s by its mere size', (segments, severity) => {
    expect(backlog(segments)).toMatchObject({ code: 'backlog-growing', severity });
  });

  it('is critical only if its disk is full within four hours', () => {
    const severity = (segments: number) =>
      backlog(rising(40), { metrics: { walDiskFree: room(segments) } });

    expect(severity(100)).toMatchObject({ severity: 'critical' });
    expect(severity(200)).toMatchObject({ severity: 'warning' });
  });

  it('is told by metrics', () => {
    expect(backlog(falling(50))).toMatchObject({
      evidence: [{ from: 'metric' }, { from: 'metric' }],
    });
    expect(backlog(rising(50))).toMatchObject({
      evidence: [{ from: 'metric' }, { from: 'metric' }],
    });
    expect(backlog(50)).toMatchObject({ evidence: [{ from: 'metric' }, { from: 'metric' }] });
    expect(backlog((ago) => (ago < 5 * MINUTE ? 50 : undefined))).toMatchObject({
      evidence: [{ from: 'metric' }, { from: 'metric' }],
    });
  });

  it('is nobody’s reason to stop writers before the disk is full soon', () => {
    const steps = (finding: Finding) =>
      finding.kind === 'problem' ? finding.nextSteps.map(({ text }) => text) : [];
    const stop =
      'only what can wait, and after its owner agrees: stop what writes most, such as background migrations, until this has drained';
    const soon = backlog(rising(40), { metrics: { walDiskFree: room(100) } });
    const later = backlog(rising(40), { metrics: { walDiskFree: room(4000, 40) } });

    expect(soon).toMatchObject({ stopsIn: expect.any(Number) });
    expect(later).not.toHaveProperty('stopsIn');
    expect(steps(soon)).toContain(stop);
    expect(steps(later)).not.toContain(stop);
    expect(later).toMatchObject({
      nextSteps: [
        {
          text: 'watch the disk of the primary: WAL stays there until it is archived',
          host: PRIMARY,
        },
        { host: PRIMARY },
        {
          text: expect.stringMatching(
            /^compare the upload rate with the WAL rate\. Only if uploads are slow and none fails: .+/,
          ),
        },
      ],
    });
  });

  it.each([
    ['wal-e', 'more concurrency may help ('],
    ['barman-cloud', 'see what the network and the store allow'],
  ] as const)('of %s is made smaller by what that archiver knows', (archiver, words) => {
    const finding = backlog(50, { log: { uploads: [completed(20 * SECOND, { archiver })] } });

    expect(finding).toMatchObject({
      nextSteps: [{}, {}, { text: expect.stringContaining(words) }],
    });
  });
});

describe('a full disk of pg_wal', () => {
  const full = (difference: Difference) => walDiskFull(healthySnapshot(difference));
  const free = (bytes: number, host = PRIMARY) => ({ walDiskFree: metric({ [host]: bytes }) });
  const said = (ago: number, over = {}) =>
    failure(ago, {
      operation: 'unknown',
      reportedBy: 'postgresql',
      walDiskFull: true,
      text: 'PANIC: No space left on device',
      ...over,
    });
  const ROLES_UNKNOWN = { replica: unavailable('timeout', 'no answer in time') };

  it.each<[situation: string, difference: Difference, words: readonly string[]]>([
    [
      'room for one more',
      { metrics: free(SEGMENT) },
      ['clear', '16 MiB are left on the disk of pg_wal'],
    ],
    [
      'almost room for one more',
      { metrics: free(SEGMENT - 1) },
      [
        'critical',
        'the disk of pg_wal on patroni-01 is full: PostgreSQL stops when it needs another segment',
        '15 MiB are left on the disk of pg_wal, and a segment takes 16 MiB',
      ],
    ],
    [
      'PostgreSQL says so, with no upload since',
      { log: { uploads: [completed(20 * MINUTE)], failures: [said(10 * MINUTE)] } },
      [
        'critical',
        'the disk of pg_wal on patroni-01 is full: PostgreSQL stops when it needs another segment',
        'PostgreSQL could not write another segment 10 min ago',
      ],
    ],
    [
      'PostgreSQL of nobody knows which host says so',
      {
        log: { uploads: [], failures: [said(10 * MINUTE, { host: undefined })] },
        metrics: ROLES_UNKNOWN,
      },
      [
        'critical',
        'the disk of pg_wal is full: PostgreSQL stops when it needs another segment',
        'PostgreSQL could not write another segment 10 min ago',
      ],
    ],
    [
      'the primary is not known',
      { metrics: ROLES_UNKNOWN },
      ['not known', 'the primary is not known'],
    ],
    [
      'only the room of a replica is known',
      { metrics: free(0, REPLICA) },
      ['not known', 'how much room is left on the disk is not known'],
    ],
  ])('%s', (_situation, difference, words) => {
    expect(told(full(difference), textOf)).toEqual(words);
  });

  it('stops PostgreSQL at once, unless its archiver has complained since: then it runs again', () => {
    const uploads = [completed(20 * MINUTE)];
    const complaint = failure(5 * MINUTE, { reportedBy: 'postgresql' });

    expect(full({ metrics: free(0) })).toMatchObject({ stopsIn: 0 });
    expect(full({ log: { uploads, failures: [said(10 * MINUTE)] } })).toMatchObject({ stopsIn: 0 });
    expect(full({ log: { uploads, failures: [said(10 * MINUTE), complaint] } })).not.toHaveProperty(
      'stopsIn',
    );
  });

  it('is told by the metric, or by the log in PostgreSQL’s own words', () => {
    expect(full({ metrics: free(0) })).toMatchObject({ evidence: [{ from: 'metric' }] });
    expect(full({ metrics: free(SEGMENT) })).toMatchObject({ evidence: [{ from: 'metric' }] });
  });

  it('is mended by more room, never by deleting WAL', () => {
    expect(full({ log: { uploads: [], failures: [said(MINUTE)] } })).toMatchObject({
      code: 'wal-disk-full',
      evidence: [{ from: 'log', quote: 'PANIC: No space left on device' }],
      nextSteps: [
        {
          text: 'see how full that disk is',
          command: expect.stringContaining('df'),
          host: PRIMARY,
        },
        {
          text: 'see what keeps WAL: replication slots that nobody reads',
          command:
            "sudo -u postgres psql -xc 'SELECT slot_name, active, restart_lsn FROM pg_replication_slots'",
          host: PRIMARY,
        },
        { host: PRIMARY },
        {
          text: 'only what is certainly not needed may be deleted: make room on that disk, or better, extend it. Never delete files in pg_wal by hand: the database may not start again without them',
          host: PRIMARY,
        },
      ],
    });
  });
});
