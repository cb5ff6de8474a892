import { describe, expect, it } from '@jest/globals';
import type { MetricReadings } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Upload } from '../../src/domain/upload.ts';
import { failoverGap } from '../../src/rules/failover-gap.ts';
import {
  completed,
  failed,
  failure,
  healthySnapshot,
  jobMetric,
  metric,
  NO_METRICS,
  NOON,
  PRIMARY,
  segment,
  type Difference,
} from '../support/snapshot.ts';
import { stepTexts, told } from '../support/told.ts';

const OLD = 'db-9';
type Values = Parameters<typeof metric>[0][string];

/** The old primary completed 0 to 29 of a timeline, one a minute; the new one went on with `next` 20 minutes ago. */
const failover = (next: number, timeline = 6, from = 5): Upload[] => [
  ...Array.from({ length: 30 }, (_, number) =>
    completed((51 - number) * MINUTE, { file: segment(number, from), host: OLD, pid: number }),
  ),
  ...Array.from({ length: 10 }, (_, index) =>
    completed(20 * MINUTE - index * SECOND, {
      file: segment(next + index, timeline),
      pid: 900 + index,
    }),
  ),
];
const gone: Values = (ago) => (ago > 20 * MINUTE ? 0 : undefined);
const backFor =
  (ms: number): Values =>
  (ago) =>
    ago > 20 * MINUTE ? 0 : ago <= ms ? 1 : undefined;
const judged = (
  uploads: readonly Upload[],
  old: Values = gone,
  metrics: Partial<MetricReadings> = {},
  others: Difference = {},
) =>
  failoverGap(
    healthySnapshot({
      ...others,
      log: { uploads, ...others.log },
      metrics: {
        replica: metric({
          [PRIMARY]: (ago) => (ago <= 21 * MINUTE ? 0 : 1),
          [OLD]: old,
        }),
        ...metrics,
      },
    }),
  );
const RANGE = `${segment(30)}–21`;
const LEFT = 'the failover left a hole in the WAL archive:';
const SWITCHED = 'log: timeline 6 replaced 5, 20 min ago';
const HOLE = `log: no host completed ${RANGE} (4 of timeline 5), the last before it 22 min ago`;
const AWAY = `metric: ${OLD} is not reporting as a replica`;
/** Something that was done by a job so long ago. */
const job = (ago: number) =>
  jobMetric({ patroni: (pointAgo) => (pointAgo === 0 ? (NOON - ago) / SECOND : undefined) });
const KEEP = (range: string, it: string) =>
  `do not reinit, wipe or rebuild ${OLD}: it may hold the only copy of ${range}. When it rejoins, Patroni 2.1.5 or later pushes ${it}`;
const COPIES = 'see whether pg_wal still has these segments; replicas keep copies for a while, too';
const BACKUP =
  'only once archiving works on the new timeline: take a base backup, which reads the whole database. No restore of an older one goes past the hole';

describe('what a failover left behind', () => {
  it('is nothing where the new timeline goes on from the old one, and that is said', () => {
    expect(told(judged(failover(30)))).toEqual(['clear', SWITCHED]);
  });

  it('is with the old primary, which is not back', () => {
    const finding = judged(failover(34));

    expect(told(finding)).toEqual([
      'critical',
      `${LEFT} ${RANGE} were not pushed by ${OLD}, which is not back. Do not reinit ${OLD}`,
      SWITCHED,
      HOLE,
      AWAY,
    ]);
    expect(finding).toMatchObject({
      missing: [{ timeline: 5, first: 0x1000 + 30, last: 0x1000 + 33 }],
    });
    expect(stepTexts(finding)).toEqual([KEEP(RANGE, 'them'), COPIES, BACKUP]);
    expect(finding).toMatchObject({
      nextSteps: [
        {},
        {
          host: PRIMARY,
          command: expect.stringContaining(`'${segment(30)}' AND '${segment(33)}'`),
        },
        { host: PRIMARY },
      ],
    });
  });

  it('is one segment, of which is spoken as of one', () => {
    const one = judged(failover(31));
    const lost = judged(failover(31), backFor(10 * MINUTE));

    expect(told(one)[1]).toBe(
      `${LEFT} ${segment(30)} was not pushed by ${OLD}, which is not back. Do not reinit ${OLD}`,
    );
    expect(stepTexts(one)[0]).toBe(KEEP(segment(30), 'it'));
    expect(told(lost)[1]).toBe(
      `${LEFT} ${segment(30)} is lost: ${OLD} rejoined without uploading it`,
    );
  });

  it('is lost where the old primary is back without it', () => {
    const finding = judged(failover(34), backFor(10 * MINUTE));

    expect(told(finding)).toEqual([
      'critical',
      `${LEFT} ${RANGE} are lost: ${OLD} rejoined without uploading them`,
      SWITCHED,
      HOLE,
      `metric: ${OLD} has been a replica for 10 min`,
    ]);
    expect(stepTexts(finding)).toEqual([
      COPIES,
      'only if a node still has them and the store has none of them: push them by hand, without overwriting anything',
      BACKUP,
    ]);
  });

  it('may still come while the old primary pushes', () => {
    const late = completed(4 * MINUTE, { file: segment(30), host: OLD, pid: 70 });
    const rest = `${segment(31)}–21`;
    const finding = judged([...failover(34), late]);

    expect(told(finding)).toEqual([
      'warning',
      `${LEFT} ${rest} may still come from ${OLD}`,
      SWITCHED,
      `log: no host completed ${rest} (3 of timeline 5), the last before it 4 min ago`,
      'log: timeline 5 was still pushed 4 min ago',
      AWAY,
    ]);
    expect(stepTexts(finding)).toEqual([
      KEEP(rest, 'them'),
      'ask Patroni who is the leader',
      'ask again in a few minutes',
    ]);
    expect(finding).toMatchObject({ nextSteps: [{}, { host: PRIMARY }, {}] });
  });

  it('is with a host of which nobody knows whether it is back', () => {
    const words = told(judged(failover(34), gone, NO_METRICS));

    expect(words.slice(0, 2)).toEqual([
      'critical',
      `${LEFT} ${RANGE} were not pushed by ${OLD}, which is not known to be back. Do not reinit ${OLD}`,
    ]);
    expect(words).toContain(`metric: whether ${OLD} is back is not known: no answer in time`);
    expect(judged(failover(34), gone, NO_METRICS)).toMatchObject({
      nextSteps: [{}, { host: undefined }, { host: undefined }],
    });
  });

  it('is with a replica, since nobody knows when, where Patroni alone knows that it is back', () => {
    const patroni = measured(
      {
        members: [{ host: OLD, role: 'replica', state: 'streaming', timeline: 6 }],
        switches: [],
      },
      NOON,
    );

    expect(told(judged(failover(34), gone, {}, { patroni }))).toEqual([
      'critical',
      `${LEFT} ${RANGE} are lost: ${OLD} rejoined without uploading them`,
      SWITCHED,
      HOLE,
      `metric: ${OLD} is a replica`,
    ]);
  });

  it('is told with its tries that failed, and is not excused by the metric then', () => {
    const failures = [
      failure(21.5 * MINUTE, { host: OLD, file: segment(30) }),
      failure(21 * MINUTE, { host: OLD, file: segment(30) }),
    ];
    const lastArchive = metric({
      [OLD]: (ago) => (ago > 20 * MINUTE ? (NOON - ago - SECOND) / SECOND : undefined),
    });
    const words = told(judged(failover(34), gone, { lastArchive }, { log: { failures } }));

    expect(words[0]).toBe('critical');
    expect(words).toContainEqual(expect.stringContaining('log: 2 failed tries of it in the log'));
    expect(words.some((text) => text.includes('later than its last line'))).toBe(false);
  });

  it('is most likely in the archive where the metric of the old primary went on after its lines', () => {
    const lastArchive = metric({
      [OLD]: (ago) => (ago > 20 * MINUTE ? (NOON - ago - SECOND) / SECOND : undefined),
    });

    expect(told(judged(failover(34), gone, { lastArchive }))).toEqual([
      'warning',
      `${LEFT} ${RANGE} were not pushed by ${OLD}, which is not back. Do not reinit ${OLD}`,
      SWITCHED,
      HOLE,
      AWAY,
      `metric: ${OLD} completed uploads until 20 min ago, later than its last line in the log: most of these may be in the archive`,
    ]);
  });

  it.each([
    ['at half of the time, it is excused', 21 * MINUTE, 'warning'],
    ['before half of the time, it is not', 21 * MINUTE + SECOND, 'critical'],
  ])('by when the metric ended: %s', (_when, until, severity) => {
    const lastArchive = metric({
      [OLD]: (ago) => (ago > 20 * MINUTE ? (NOON - Math.max(ago, until)) / SECOND : undefined),
    });

    expect(told(judged(failover(34), gone, { lastArchive }))[0]).toBe(severity);
  });

  it.each([
    [
      'nobody knows when it began',
      undefined,
      'whether it began since, too, and does without these, is not known',
    ],
    ['it began since', 15 * MINUTE, 'only restores from older ones are affected'],
  ])('is no wound of a later base backup, if %s', (_begin, began, words) => {
    const metrics = {
      baseBackupSuccess: job(10 * MINUTE),
      ...(began === undefined ? {} : { baseBackupStart: job(began) }),
    };
    const finding = told(judged(failover(34), gone, metrics));

    expect(finding[0]).toBe('warning');
    expect(finding.at(-1)).toBe(`metric: a base backup succeeded since, 10 min ago: ${words}`);
  });

  it.each([
    ['ended before the switch', 60 * MINUTE, 20.5 * MINUTE],
    ['began before the switch', 20.5 * MINUTE, 10 * MINUTE],
  ])('is one of a base backup that %s, though after the last segment', (_when, began, ended) => {
    const metrics = { baseBackupSuccess: job(ended), baseBackupStart: job(began) };

    expect(told(judged(failover(34), gone, metrics))[0]).toBe('critical');
  });

  it('is of a timeline in between, too, where nothing of that completed', () => {
    const words = told(judged(failover(34, 7), gone));

    expect(words.slice(2, 4)).toEqual([
      'log: timeline 7 replaced 5, 20 min ago',
      'log: nothing of a timeline between the two completed: some of these may be segments of timeline 6',
    ]);
    expect(judged(failover(34, 7), gone)).toMatchObject({
      nextSteps: expect.arrayContaining([
        expect.objectContaining({
          command: expect.stringContaining(`'${segment(30)}' AND '${segment(33, 6)}'`),
        }),
      ]),
    });
  });

  describe('where the log has nothing of a reign in between that lasted ten minutes', () => {
    const between = 'db-10';
    /** The last of the old primary came so much earlier. */
    const long = (more: readonly Upload[] = []) => [
      ...failover(34, 7).map((upload) =>
        upload.host === OLD && upload.state === 'complete'
          ? { ...upload, endedAt: upload.endedAt - 10 * MINUTE, beganAt: undefined }
          : upload,
      ),
      ...more,
    ];
    const roles = metric({
      [PRIMARY]: (ago) => (ago <= 21 * MINUTE ? 0 : 1),
      [between]: (ago) => (ago > 21 * MINUTE && ago < 31 * MINUTE ? 0 : undefined),
    });

    it.each([
      ['no metric', NO_METRICS],
      ['none of its uploads by metric', { replica: roles }],
      [
        'uploads of it by metric alone',
        {
          replica: roles,
          lastArchive: metric({ [between]: (ago) => (NOON - ago - 15 * SECOND) / SECOND }),
        },
      ],
    ])('may be one of the log, with %s', (_what, metrics) => {
      const finding = judged(long(), gone, metrics);

      expect(told(finding).slice(0, 2)).toEqual([
        'warning',
        `no upload of ${RANGE} is in the log, nor anything at all of timeline 6, which followed: a monitoring fault or a hole in the WAL archive`,
      ]);
      expect(stepTexts(finding)[0]).toBe(
        `look into the store for ${RANGE} and for ${segment(30, 6)}–21: the lines of their uploads may be what is missing`,
      );
    });

    it('is one where its metric stood still', () => {
      const lastArchive = metric({ [between]: (NOON - 50 * MINUTE) / SECOND });

      expect(told(judged(long(), gone, { replica: roles, lastArchive }))[0]).toBe('critical');
    });

    it('is one where the log has the file that began its timeline', () => {
      const history = completed(30 * MINUTE, { file: '00000006.history', host: between });

      expect(told(judged(long([history]), gone, NO_METRICS))[0]).toBe('critical');
    });
  });

  it('is with the old primary, whoever that was, where nothing names it', () => {
    expect(told(judged(failover(34, 7), gone, NO_METRICS))[1]).toBe(
      `${LEFT} ${RANGE} were not pushed by the old primary, which is not known to be back. Do not reinit the old primary`,
    );
  });

  it('is no matter of a base backup before the switch, though nothing of the new timeline has completed', () => {
    const lsn = BigInt(0x10 * 256 + 34) * 0x100_0000n + 99n;
    const patroni = measured(
      { members: [], switches: [{ timeline: 5, lsn, at: NOON - 10 * MINUTE }] },
      NOON,
    );
    const metrics = { baseBackupStart: job(15 * MINUTE), baseBackupSuccess: job(12 * MINUTE) };
    const old = failover(34).filter(({ host }) => host === OLD);
    const finding = judged(old, gone, metrics, { patroni });

    expect(told(finding)[0]).toBe('critical');
    expect(told(finding)).toContain('patroni: timeline 6 replaced 5, 10 min ago');
  });

  it('of two failovers is told by the later one, and the other is not forgotten', () => {
    const third = Array.from({ length: 5 }, (_, index) =>
      completed(8 * MINUTE - index * SECOND, { file: segment(50 + index, 7), pid: 2000 + index }),
    );
    const finding = judged([...failover(34), ...third]);
    const later = `${segment(44, 6)}–31`;

    expect(told(finding)[1]).toContain(later);
    expect(told(finding)).toContain(`log: also missing: ${RANGE}`);
    expect(finding).toMatchObject({
      missing: [
        { timeline: 6, first: 0x1000 + 44 },
        { timeline: 5, first: 0x1000 + 30 },
      ],
    });
  });

  it('of two pieces is told by the first', () => {
    const late = completed(15 * MINUTE, { file: segment(31), host: OLD, pid: 70 });
    const finding = judged([...failover(34), late]);

    expect(told(finding)[1]).toContain(`${LEFT} ${segment(30)} was not pushed`);
    expect(told(finding)).toContain(`log: also missing: ${segment(32)}–21`);
  });

  it('begins with what was first tried, where nothing before it completed', () => {
    const old = [25, 24, 23].map((minutes, index) =>
      failed({
        file: segment(30 + index),
        host: OLD,
        pid: 50 + index,
        beganAt: NOON - minutes * MINUTE - SECOND,
        endedAt: NOON - minutes * MINUTE,
      }),
    );
    const history = completed(20.5 * MINUTE, { file: '00000006.history', pid: 3 });
    const words = told(judged([...old, history, ...failover(34).slice(30)]));

    expect(words).toContainEqual(expect.stringContaining(', first tried 25 min ago'));
  });
});

it('a failover is not looked for where the log cannot be read', () => {
  const uploadLog = unavailable('timeout', 'no answer in time');

  expect(failoverGap(healthySnapshot({ uploadLog })).kind).toBe('unknown');
});
