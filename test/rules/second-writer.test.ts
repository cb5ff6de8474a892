import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { hasEnded, type EndedUpload } from '../../src/domain/upload.ts';
import { wrongHost } from '../../src/rules/wrong-host.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { readLog } from '../support/read-log.ts';
import {
  completed,
  healthySnapshot,
  LAST,
  metric,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
  uploadLog,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';
import { codeOf, verdictOf } from '../support/verdict.ts';

const OLD = 'patroni-03';
const CLONE = 'restore-test-01';
const SEGMENT_BYTES = 16 * 1024 * 1024;

interface Run {
  readonly host?: string | undefined;
  readonly timeline?: number;
  /** The number of the first one, and how long ago the first and the last were completed. */
  readonly first: number;
  readonly from: number;
  readonly to: number;
  readonly every?: number;
  readonly begins?: boolean;
}

/** As `segment` names it, and on beyond the 256 that have one log number in common. */
const file = (number: number, timeline = 5): string =>
  segment(number % 256, timeline).replace(
    /00000010(?=.{8}$)/,
    (0x10 + Math.floor(number / 256)).toString(16).toUpperCase().padStart(8, '0'),
  );

/** One segment after the other. */
function run({
  host = PRIMARY,
  timeline = 5,
  first,
  from,
  to,
  every = 30 * SECOND,
  begins = true,
}: Run): EndedUpload[] {
  const count = Math.floor((from - to) / every) + 1;
  return Array.from({ length: count }, (_, index) =>
    completed(from - index * every, {
      host,
      file: file(first + index, timeline),
      pid: first + index,
      ...(begins ? {} : { beganAt: undefined, pid: undefined }),
    }),
  );
}

const nameless = (uploads: readonly EndedUpload[]): EndedUpload[] =>
  uploads.map((upload) => ({ ...upload, host: undefined }));

const to = (destination: string, uploads: readonly EndedUpload[]): EndedUpload[] =>
  uploads.map((upload) => ({ ...upload, destination }));

/** As Elasticsearch answers: the newest records of all hosts, and the newest that ended. */
const logOf = (uploads: readonly EndedUpload[], records = 100, ended = 1000) => {
  const newestFirst = [...uploads].sort((a, b) => b.endedAt - a.endedAt);
  const kept = newestFirst.slice(0, ended);
  const from = kept.length < uploads.length ? kept.at(-1)?.endedAt : undefined;
  return {
    uploads: newestFirst.slice(0, records).reverse(),
    ended: { from: from ?? NOON - 24 * 60 * MINUTE, uploads: kept.reverse() },
  };
};

/** The segment that the primary writes now; one came every 30 s. */
const positionIn = (number: number, every = 30 * SECOND) =>
  metric({ [PRIMARY]: (ago) => (0x1000 + number - ago / every) * SEGMENT_BYTES + 1_000_000 });

interface Situation {
  readonly uploads: readonly EndedUpload[];
  readonly roles?: Parameters<typeof metric>[0] | undefined;
  readonly patroni?: Snapshot['patroni'];
  readonly at?: number;
  readonly log?: Partial<LogParts>;
}

const snapshotOf = ({ uploads, roles, patroni, at = LAST, log }: Situation): Snapshot =>
  healthySnapshot({
    log: log ?? logOf(uploads),
    metrics: {
      replica: metric(roles ?? { [PRIMARY]: 0, [REPLICA]: 1 }),
      walPosition: positionIn(at + 1),
    },
    ...(patroni === undefined ? {} : { patroni }),
  });

const evidenceTexts = (snapshot: Snapshot): string[] => {
  const finding = wrongHost(snapshot);
  return finding.kind === 'unknown' ? [] : finding.evidence.map(({ text }) => text);
};

/** The primary, as it has been for an hour: the last segment that it completed is LAST, 20 s ago. */
const steady = run({ first: LAST - 119, from: 119 * 30 * SECOND + 20 * SECOND, to: 20 * SECOND });

// Thirty-five minutes ago OLD was the primary, on timeline 5, and had come to 0x30; 0x31 holds the switch.
const SWITCH = 35 * MINUTE;
const before = run({ host: OLD, first: 0x31 - 70, from: 70 * MINUTE - 30 * SECOND, to: SWITCH });
const since = run({ timeline: 6, first: 0x31, from: SWITCH - 30 * SECOND, to: 20 * SECOND });
const NEWEST = 0x31 + since.length - 1;
const promoted = {
  [PRIMARY]: (ago: number) => (ago <= SWITCH ? 0 : 1),
  [REPLICA]: 1,
};
const vanished = { ...promoted, [OLD]: (ago: number) => (ago > SWITCH ? 0 : undefined) };
const history = measured(
  {
    members: [],
    switches: [
      { timeline: 5, lsn: BigInt((0x1000 + 0x31) * SEGMENT_BYTES + 4096), at: NOON - SWITCH },
    ],
  },
  NOON,
);
const afterSwitch = (more: readonly EndedUpload[], over: Partial<Situation> = {}) =>
  snapshotOf({ uploads: [...before, ...since, ...more], roles: vanished, at: NEWEST, ...over });

describe('after a switch, an old primary', () => {
  const goesOn = run({ host: OLD, first: 0x31, from: SWITCH, to: 30 * SECOND, every: 50 * SECOND });

  it('that is silent makes no fault', () => {
    expect(verdictOf(afterSwitch([])).headline).toMatch(/^WAL archiving is healthy/);
  });

  it.each([
    ['and has vanished from the metrics', vanished],
    ['and is known as a replica', { ...vanished, [OLD]: (ago: number) => (ago > SWITCH ? 0 : 1) }],
    ['and was never known to the metrics', promoted],
    ['while the metrics do not go back to the switch', { [PRIMARY]: 0, [REPLICA]: 1 }],
  ])('that goes on with its timeline %s is a second writer', (_, roles) => {
    const { verdict, evidence } = reportStatus(afterSwitch(goesOn, { roles }), 0);

    expect(verdict).toEqual({
      code: 'wrong-host',
      severity: 'critical',
      headline: `${OLD} still archives timeline 5 past its end, while ${PRIMARY} is the primary, on timeline 6`,
    });
    expect(evidence.map(({ text }) => text).join('\n')).toContain(
      `timeline 5 ended in ${segment(0x31)}`,
    );
  });

  it('is seen by the newest records alone, and by the ended uploads alone', () => {
    const all = [...before, ...since, ...goesOn];
    const log = logOf(all);

    const newest = afterSwitch([], { log: { ...log, ended: { ...log.ended, uploads: [] } } });
    expect(codeOf(newest)).toBe('wrong-host');
    expect(
      codeOf(
        afterSwitch([], {
          log: { ...log, uploads: log.uploads.filter(({ host }) => host === PRIMARY) },
        }),
      ),
    ).toBe('wrong-host');
  });

  it('is seen where the switch is no longer in the window, by the position at the promotion or by Patroni', () => {
    // So many segments that the thousand newest begin after the switch, and a slow old primary.
    const busy = run({
      timeline: 6,
      first: 0x31,
      from: SWITCH - 2 * SECOND,
      to: 20 * SECOND,
      every: 2 * SECOND,
    });
    const slow = run({ host: OLD, first: 0x31, from: SWITCH, to: 30 * SECOND, every: 20 * SECOND });
    const at = 0x31 + busy.length - 1;
    const log = logOf([...before, ...busy, ...slow]);
    expect(log.ended.from).toBeGreaterThan(NOON - SWITCH);
    const base = healthySnapshot({
      log,
      metrics: {
        replica: metric(vanished),
        walPosition: positionIn(at + 1, 2 * SECOND),
      },
    });

    expect(codeOf(base)).toBe('wrong-host');
    const noPosition = { ...base.metrics, walPosition: unavailable('no-data', 'no series') };
    expect(codeOf({ ...base, metrics: noPosition, patroni: history })).toBe('wrong-host');
  });

  it('is seen by a log that holds no more than the last three minutes', () => {
    const busy = run({
      timeline: 6,
      first: 0x331,
      from: 3 * MINUTE,
      to: 5 * SECOND,
      every: SECOND,
    });
    const goesOn = run({ host: OLD, first: 0x340, from: 3 * MINUTE, to: 5 * SECOND });

    expect(
      codeOf(
        snapshotOf({
          uploads: [...busy, ...goesOn],
          roles: vanished,
          patroni: history,
          at: 0x331 + 175,
        }),
      ),
    ).toBe('wrong-host');
  });

  it('is no fault with what is left below the switch, and with the segment that holds it', () => {
    const drained = [...before.slice(0, -9)];
    const late = run({ host: OLD, first: 0x28, from: 8 * MINUTE, to: 3.5 * MINUTE });
    const roles = {
      ...vanished,
      [OLD]: (ago: number) => (ago > SWITCH ? 0 : ago > 10 * MINUTE ? undefined : 1),
    };
    expect(late.at(-1)?.file).toBe(segment(0x31));

    for (const patroni of [undefined, history]) {
      const uploads = [...drained, ...since, ...late];
      const snapshot = snapshotOf({
        uploads,
        roles,
        at: NEWEST,
        ...(patroni === undefined ? {} : { patroni }),
      });
      expect(wrongHost(snapshot).kind).toBe('clear');
      expect(codeOf(snapshot)).toBe('healthy');
    }
  });

  it('is no fault with the .partial of the switch', () => {
    const partial = completed(10 * MINUTE, { host: OLD, file: `${segment(0x34)}.partial` });

    expect(codeOf(afterSwitch([partial]))).toBe('healthy');
  });

  it('is no fault with what it had written in vain before it was demoted', () => {
    const tail = run({
      host: OLD,
      first: 0x31,
      from: SWITCH + 2 * MINUTE,
      to: SWITCH,
      every: 20 * SECOND,
    });

    expect(wrongHost(afterSwitch(tail)).kind).toBe('clear');
  });

  it('is given five minutes to drain', () => {
    const ago = 4 * MINUTE;
    const roles = {
      [PRIMARY]: (point: number) => (point <= ago ? 0 : 1),
      [REPLICA]: 1,
      [OLD]: (point: number) => (point > ago ? 0 : 1),
    };
    const uploads = [
      ...run({ host: OLD, first: 0x10, from: 30 * MINUTE, to: MINUTE }),
      ...run({ timeline: 6, first: 0x44, from: 3 * MINUTE, to: 20 * SECOND }),
    ];

    expect(wrongHost(snapshotOf({ uploads, roles, at: 0x49 })).kind).toBe('clear');
  });
});

describe('beside a healthy primary, a clone', () => {
  const beside = (clone: readonly EndedUpload[], roles?: Situation['roles']) =>
    snapshotOf({ uploads: [...steady, ...clone], ...(roles === undefined ? {} : { roles }) });
  const cloneRun = (over: Partial<Run> = {}) =>
    run({ host: CLONE, first: LAST - 20, from: 10 * MINUTE, to: 10 * SECOND, ...over });

  it.each<[string, Partial<Run>]>([
    ['with the same names', {}],
    ['with the same names, without a begin or a pid in the log', { begins: false }],
    ['further behind', { first: LAST - 90 }],
    ['further ahead', { first: LAST + 10 }],
    ['that was slower', { every: 3 * MINUTE }],
    ['that was promoted to a newer timeline', { timeline: 6 }],
    ['that was promoted to a newer timeline further back', { timeline: 7, first: LAST - 100 }],
    ['on an older timeline, from behind its end', { timeline: 4 }],
  ])('%s is a second writer, whether the metrics know it or not', (_, over) => {
    for (const role of [undefined, 0.5]) {
      const roles = {
        [PRIMARY]: 0,
        [REPLICA]: 1,
        ...(role === undefined
          ? {}
          : { [CLONE]: (ago: number) => (ago > 20 * MINUTE ? 1 : undefined) }),
      };
      // Of the older timeline the end must have been seen.
      const uploads =
        over.timeline === 4
          ? run({ first: LAST - 21, from: 45 * MINUTE, to: 20 * SECOND, every: 2 * MINUTE })
          : steady;
      const snapshot = snapshotOf({ uploads: [...uploads, ...cloneRun(over)], roles });
      expect(codeOf(snapshot)).toBe('wrong-host');
      expect(verdictOf(snapshot).headline).toContain(CLONE);
    }
  });

  it('that completes a segment every 25 minutes is seen between two of them', () => {
    const slow = run({
      host: CLONE,
      first: LAST - 40,
      from: 48 * MINUTE,
      to: 20 * MINUTE,
      every: 25 * MINUTE,
    });

    expect(codeOf(beside(slow))).toBe('wrong-host');
  });

  it('that has stopped is none any more', () => {
    expect(codeOf(beside(cloneRun({ from: 40 * MINUTE, to: 20 * MINUTE })))).toBe('healthy');
  });

  it('is named with all others', () => {
    const hosts = ['clone-a', 'clone-b', 'clone-c', 'clone-d', 'clone-e'];
    const clones = hosts.flatMap((host) => cloneRun({ host }));

    expect(verdictOf(beside(clones)).headline).toBe(
      `clone-a, clone-b, clone-c and 2 more and ${PRIMARY} (primary) all archive timeline 5`,
    );
  });

  it('says how a clone is told from another cluster where the metrics do not know it', () => {
    const { nextSteps } = reportStatus(beside(cloneRun()), 0);

    expect(nextSteps.map(({ text }) => text).join('\n')).toContain('narrow elasticsearch.filter');
    const known = { [PRIMARY]: 0, [REPLICA]: 1, [CLONE]: 1 };
    const steps = reportStatus(beside(cloneRun(), known), 0)
      .nextSteps.map(({ text }) => text)
      .join('\n');
    expect(steps).not.toContain('narrow elasticsearch.filter');
    expect(steps).toContain('if archive_mode is "always" on purpose');
  });

  it('is none if it is a host of another cluster, elsewhere in its sequence, and the answer says what it left out', () => {
    const other = run({ host: CLONE, first: 0x4000, from: 50 * MINUTE, to: 10 * SECOND });
    const report = reportStatus(beside(other), 0);

    expect(report.verdict.code).toBe('healthy');
    expect(report.evidence.map(({ text }) => text)).toContain(
      `ignored: uploads of ${CLONE}, which the metrics do not know, far from the segments of ${PRIMARY}: taken for another cluster in the same index`,
    );
  });

  describe('whose destination the log names', () => {
    const OURS = 's3://bucket/db';
    const besideOurs = (clone: readonly EndedUpload[], roles?: Situation['roles']) =>
      snapshotOf({
        uploads: [...to(OURS, steady), ...clone],
        ...(roles === undefined ? {} : { roles }),
      });
    const near: readonly Partial<Run>[] = [{}, { first: LAST + 10 }, { timeline: 4 }];

    it.each(near)('is another cluster where that is another, however near: %j', (over) => {
      const snapshot = besideOurs(to('s3://bucket/ci', cloneRun(over)));

      expect(codeOf(snapshot)).toBe('healthy');
      expect(evidenceTexts(snapshot)).toEqual([
        `ignored: uploads of ${CLONE}, which the metrics do not know, to another destination (s3://bucket/ci): taken for another cluster in the same index`,
      ]);
    });

    it('is a second writer where it is the same, or has been now and then, or nobody’s is known', () => {
      const clone = cloneRun();
      const elsewhere = to('s3://bucket/ci', clone);

      expect(codeOf(besideOurs(to(OURS, clone)))).toBe('wrong-host');
      expect(codeOf(besideOurs([...to(OURS, clone.slice(0, 1)), ...elsewhere.slice(1)]))).toBe(
        'wrong-host',
      );
      expect(codeOf(besideOurs(clone))).toBe('wrong-host');
      expect(codeOf(beside(elsewhere))).toBe('wrong-host');
    });

    // A restore that is tried out on the host of the repository, with the archive_command that came with it.
    it.each([
      ['db', 'wal /var/lib/pgbackrest db', 'wrong-host'],
      ['wal /var/lib/pgbackrest db', 'db', 'wrong-host'],
      ['db', 'ci', 'healthy'],
      ['wal /var/lib/pgbackrest db', 'ci /var/lib/pgbackrest db', 'healthy'],
    ])('is none for certain where one of two is told in part: %s, %s', (ours, theirs, code) => {
      const uploads = [...to(ours, steady), ...to(theirs, cloneRun())];

      expect(codeOf(snapshotOf({ uploads }))).toBe(code);
    });

    it('is judged by the lines that name it, where others do not', () => {
      const clone = cloneRun();

      expect(codeOf(besideOurs([...to('s3://bucket/ci', clone.slice(0, 1)), ...clone]))).toBe(
        'healthy',
      );
      const newest = besideOurs([...clone.slice(0, -1), ...to('s3://bucket/ci', clone.slice(-1))]);
      expect(evidenceTexts(newest)).toEqual([
        `ignored: uploads of ${CLONE}, which the metrics do not know, to another destination (s3://bucket/ci): taken for another cluster in the same index`,
      ]);
    });

    it('is a replica that may keep a copy of its own, with archive_mode = always', () => {
      const roles = { [PRIMARY]: 0, [REPLICA]: 1, [CLONE]: 1 };
      const copy = besideOurs(to('s3://bucket/copy', cloneRun()), roles);

      expect(codeOf(copy)).toBe('healthy');
      expect(evidenceTexts(copy)).toEqual([
        `${CLONE} archives to another destination (s3://bucket/copy), in addition to ${PRIMARY}: harmless`,
      ]);
      expect(codeOf(besideOurs(to(OURS, cloneRun()), roles))).toBe('wrong-host');
      expect(codeOf(besideOurs(to('s3://bucket/copy', cloneRun({ timeline: 6 })), roles))).toBe(
        'wrong-host',
      );
    });

    it('is a second writer wherever it archives, if it was the primary and has vanished', () => {
      const goesOn = run({ host: OLD, first: 0x31, from: SWITCH, to: 30 * SECOND });

      expect(
        codeOf(
          snapshotOf({
            uploads: [...to(OURS, [...before, ...since]), ...to('s3://bucket/old', goesOn)],
            roles: vanished,
            at: NEWEST,
          }),
        ),
      ).toBe('wrong-host');
    });

    it('fills no hole in the sequence of ours', () => {
      const hole = steady.filter(({ file }) => file !== segment(LAST - 30));
      const fills = run({ host: CLONE, first: LAST - 32, from: 19 * MINUTE, to: 16 * MINUTE });
      const holed = (uploads: readonly EndedUpload[]) =>
        codeOf(snapshotOf({ uploads: [...to(OURS, hole), ...uploads] }));

      expect(hole.length).toBe(steady.length - 1);
      expect(fills.map(({ file }) => file)).toContain(segment(LAST - 30));
      expect(holed(fills)).toBe('healthy');
      expect(holed(to('s3://bucket/ci', fills))).toBe(holed([]));
      expect(holed([])).not.toBe('healthy');
    });

    it('shows no secret and no markup of it', () => {
      const snapshot = besideOurs(
        to('s3://bucket/x?secret_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', cloneRun()),
      );

      expect(codeOf(snapshot)).toBe('healthy');
      expect(evidenceTexts(snapshot).join('\n')).not.toContain('wJalrXUtnFEMI');
    });
  });

  it('is none if it only finds its segments there already', () => {
    const again = cloneRun().map((upload): EndedUpload => ({ ...upload, state: 'skipped' }));

    expect(codeOf(beside(again))).toBe('healthy');
  });

  it('is none before it completes anything', () => {
    const log = logOf(steady);
    const trying = open(30 * SECOND, { host: CLONE, file: segment(LAST), pid: 9 });

    const snapshot = snapshotOf({
      uploads: [],
      log: { ...log, uploads: [...log.uploads, trying] },
    });
    expect(wrongHost(snapshot).kind).toBe('clear');
  });
});

describe('no second writer is', () => {
  const renamed = [
    ...run({ host: 'db-old-name', first: LAST - 119, from: 60 * MINUTE, to: 10 * MINUTE + SECOND }),
    ...run({ first: LAST - 19, from: 9.5 * MINUTE + 20 * SECOND, to: 20 * SECOND }),
  ];

  it.each([
    ['whose old name the metrics do not know', { [PRIMARY]: 0, [REPLICA]: 1 }],
    [
      'whose old name they knew',
      {
        [PRIMARY]: 0,
        [REPLICA]: 1,
        'db-old-name': (ago: number) => (ago > 10 * MINUTE ? 0 : undefined),
      },
    ],
  ])('a host that was renamed, %s', (_, roles) => {
    expect(wrongHost(snapshotOf({ uploads: renamed, roles })).kind).toBe('clear');
  });

  it('a host that was renamed while the metrics are down', () => {
    const snapshot = { ...snapshotOf({ uploads: renamed }) };
    const metrics = { ...snapshot.metrics, replica: unavailable('timeout', 'no answer in time') };

    expect(wrongHost({ ...snapshot, metrics }).kind).toBe('clear');
  });

  it('the primary whose lines were shipped once more', () => {
    expect(codeOf(snapshotOf({ uploads: [...steady, ...steady] }))).toBe('healthy');
  });

  it('the primary that pushes segments again', () => {
    const again = run({ first: LAST - 10, from: 10 * MINUTE, to: 8 * MINUTE }).map((upload) => ({
      ...upload,
      pid: 999,
    }));

    expect(codeOf(snapshotOf({ uploads: [...steady, ...again] }))).toBe('healthy');
  });

  it('the new primary whose first segments the log knows before the metrics do', () => {
    const next = run({
      host: 'patroni-09',
      timeline: 6,
      first: LAST - 8,
      from: 4 * MINUTE,
      to: 20 * SECOND,
    });
    const uploads = [...steady.slice(0, -9), ...next];

    for (const roles of [
      { [PRIMARY]: 0, [REPLICA]: 1 },
      { [PRIMARY]: 0, 'patroni-09': 1 },
    ]) {
      expect(wrongHost(snapshotOf({ uploads, roles })).kind).toBe('unknown');
    }
  });
});

describe('with the metrics down', () => {
  const down = (uploads: readonly EndedUpload[]): Snapshot => {
    const snapshot = snapshotOf({ uploads });
    return {
      ...snapshot,
      metrics: { ...snapshot.metrics, replica: unavailable('refused', 'connection refused') },
    };
  };

  it('an old primary that goes on past the switch is a second writer', () => {
    const goesOn = run({
      host: OLD,
      first: 0x31,
      from: SWITCH,
      to: 30 * SECOND,
      every: 50 * SECOND,
    });

    expect(verdictOf(down([...before, ...since, ...goesOn])).headline).toBe(
      `${OLD} still archives timeline 5 past its end, while ${PRIMARY} archives timeline 6`,
    );
  });

  it('two clusters that archive to two destinations are two, however near', () => {
    const clone = run({ host: CLONE, first: LAST - 20, from: 10 * MINUTE, to: 10 * SECOND });

    expect(wrongHost(down([...steady, ...clone])).kind).toBe('problem');
    expect(
      wrongHost(down([...to('s3://bucket/db', steady), ...to('s3://bucket/ci', clone)])).kind,
    ).toBe('clear');
  });

  it('a failover, with and without leftovers or a tail written in vain, is none', () => {
    const late = run({ host: OLD, first: 0x2c, from: 4 * MINUTE, to: 2 * MINUTE });
    const tail = run({ host: OLD, first: 0x31, from: SWITCH + 2 * MINUTE, to: SWITCH });

    for (const uploads of [
      [...before, ...since],
      [...before, ...since, ...late],
      [...before, ...tail, ...since],
    ]) {
      expect(wrongHost(down(uploads)).kind).toBe('clear');
    }
  });

  it('clones of a host are told from each other wherever they stand in the list', () => {
    const other = run({
      host: 'ci-01',
      first: 0x4000,
      from: 50 * MINUTE,
      to: 10 * SECOND,
      timeline: 9,
    });
    const clone = run({ host: CLONE, first: LAST - 20, from: 10 * MINUTE, to: 10 * SECOND });

    expect(codeOf(down([...other, ...steady, ...clone]))).toBe('wrong-host');
  });
});

describe('lines without a host', () => {
  it('that repeat what the primary completed leave it open whether that is another, and nothing is healthy', () => {
    const again = nameless(run({ first: LAST - 20, from: 9.9 * MINUTE, to: 10 * SECOND }));
    const verdict = verdictOf(snapshotOf({ uploads: [...steady, ...again] }));

    expect(verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    expect(verdict.headline).toContain('name no host');
  });

  it('that go on past a switch leave it open as well', () => {
    const goesOn = run({
      host: OLD,
      first: 0x31,
      from: SWITCH,
      to: 30 * SECOND,
      every: 50 * SECOND,
    });

    expect(codeOf(afterSwitch(nameless(goesOn), { roles: promoted }))).toBe('cannot-tell');
  });

  it('of an archiver that names none are another’s for sure once they go on past a switch', () => {
    const byBarman = (uploads: readonly EndedUpload[]): EndedUpload[] =>
      nameless(uploads).map((upload) => ({ ...upload, archiver: 'barman' as const }));
    const asked = (goesOn: readonly EndedUpload[]) =>
      snapshotOf({
        uploads: byBarman([...before, ...since, ...goesOn]),
        roles: vanished,
        at: NEWEST,
      });
    const every = 50 * SECOND;
    const goesOn = run({ host: OLD, first: 0x31, from: SWITCH, to: 30 * SECOND, every });

    expect(codeOf(asked([]))).toBe('healthy');
    const { verdict, nextSteps } = reportStatus(asked(goesOn), 0);
    expect(verdict).toMatchObject({
      code: 'wrong-host',
      severity: 'critical',
      headline: `a host without a name still archives timeline 5 past its end, while ${PRIMARY} is the primary, on timeline 6`,
    });
    expect(nextSteps.map(({ text }) => text).join()).toContain('find the server');
    // What is left below the switch may come late.
    expect(codeOf(asked(run({ host: OLD, first: 0x28, from: 8 * MINUTE, to: 3.5 * MINUTE })))).toBe(
      'healthy',
    );
  });

  it('that are the primary’s own, or fill its sequence, are no fault', () => {
    expect(codeOf(snapshotOf({ uploads: [...steady, ...nameless(steady)] }))).toBe('healthy');
    const some = steady.map((upload, index) =>
      index % 7 === 3 ? { ...upload, host: undefined } : upload,
    );
    expect(codeOf(snapshotOf({ uploads: some }))).toBe('healthy');
  });
});

it('a host that finds the primary’s segments stored already, with equal content, is no writer of them', () => {
  const log = readLog(
    `INFO: 2026/11/24 11:59:30.123456 WAL file '${segment(LAST)}' already archived with equal content, skipping\n`,
    { host: CLONE, at: NOON - 30 * SECOND },
  );
  const uploads = log.uploads.filter(hasEnded);

  expect(uploads).toMatchObject([{ state: 'complete', host: CLONE, storedBefore: true }]);
  expect(codeOf(snapshotOf({ uploads: [...steady, ...uploads] }))).toBe('healthy');
  expect(
    codeOf(
      snapshotOf({ uploads: [...steady, ...uploads.map(({ storedBefore: _, ...one }) => one)] }),
    ),
  ).not.toBe('healthy');
});

describe('the law of one writer', () => {
  const every = fc.integer({ min: 10, max: 120 }).map((seconds) => seconds * SECOND);
  const role = fc.constantFrom<number | undefined | 'silent'>(1, undefined, 'silent');
  const rolesWith = (host: string, known: number | undefined | 'silent'): Situation['roles'] => ({
    ...promoted,
    ...(known === undefined
      ? {}
      : { [host]: (ago: number) => (ago > SWITCH ? 0 : known === 'silent' ? undefined : known) }),
  });

  it('finds whoever goes on past the switch, at any pace, from any segment behind it, whatever its role', () => {
    fc.assert(
      fc.property(every, fc.integer({ min: 1, max: 40 }), role, (pace, ahead, known) => {
        const goesOn = run({
          host: OLD,
          first: 0x31 + ahead,
          from: 25 * MINUTE,
          to: 25 * SECOND,
          every: pace,
        });

        expect(codeOf(afterSwitch(goesOn, { roles: rolesWith(OLD, known) }))).toBe('wrong-host');
      }),
      { seed: 20261124, numRuns: 150 },
    );
  });

  it('lets anyone push what lies below it, at any time and as often as it likes', () => {
    const below = fc.record({
      number: fc.integer({ min: 0x10, max: 0x31 }),
      ago: fc.integer({ min: 10, max: 34 * 60 }).map((seconds) => seconds * SECOND),
    });
    fc.assert(
      fc.property(fc.array(below, { maxLength: 20 }), role, (pushes, known) => {
        const late = pushes.map(({ number, ago }, index) =>
          completed(ago, { host: OLD, file: segment(number), pid: 7000 + index }),
        );

        expect(codeOf(afterSwitch(late, { roles: rolesWith(OLD, known) }))).toBe('healthy');
      }),
      { seed: 20261124, numRuns: 150 },
    );
  });
});

it('a log in which nobody completes anything names no second writer', () => {
  const snapshot = healthySnapshot({ uploadLog: measured(uploadLog({ uploads: [] }), NOON) });

  expect(wrongHost(snapshot).kind).toBe('clear');
});
