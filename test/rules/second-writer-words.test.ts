import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { SegmentUpload } from '../../src/facts/cluster-segments.ts';
import type { Rightful } from '../../src/facts/rightful.ts';
import type { SecondWriter } from '../../src/facts/second-writers.ts';
import { besidePrimary, namelessBeside } from '../../src/rules/beside-primary.ts';
import { evidenceOf } from '../../src/rules/second-writer-words.ts';
import { withoutPrimary } from '../../src/rules/without-primary.ts';
import { healthySnapshot, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';

const SNAPSHOT = healthySnapshot();

const upload = (over: Partial<SegmentUpload> = {}): SegmentUpload => ({
  timeline: 5,
  number: 0x1060,
  at: NOON - MINUTE,
  beginSeen: true,
  host: REPLICA,
  state: 'complete',
  ...over,
});

/** A replica that has completed one segment of the primary's timeline. */
const writer = (
  over: Partial<SecondWriter> = {},
  latest: Partial<SegmentUpload> = {},
): SecondWriter => ({
  host: REPLICA,
  belongs: 'replica',
  latest: upload(latest),
  began: NOON - 2 * HOUR,
  count: 1,
  shared: 0,
  continues: false,
  end: undefined,
  ...over,
});

/** The primary, on timeline 5, whose last two segments are three and four minutes old. */
const rightful: Rightful = {
  host: PRIMARY,
  completed: [
    upload({ host: PRIMARY, number: 0x1061, at: NOON - 4 * MINUTE }),
    upload({ host: PRIMARY, number: 0x1062, at: NOON - 3 * MINUTE }),
    upload({ host: PRIMARY, number: 0x1062, at: NOON - 3 * MINUTE }),
  ],
  timeline: 5,
  settledAt: -Infinity,
  promotedIn: undefined,
  byRole: true,
};

const several = (count: number, over: Partial<SecondWriter> = {}): SecondWriter[] =>
  Array.from({ length: count }, (_, index) => writer({ host: `db-${index + 1}`, ...over }));
const textsOf = (decision: ReturnType<typeof besidePrimary>) =>
  decision.kind === 'problem'
    ? {
        evidence: decision.evidence.map(({ from, text }) => `${from}: ${text}`),
        steps: decision.nextSteps.map(({ text }) => text),
        hosts: decision.nextSteps.map(({ host }) => host),
      }
    : { evidence: [], steps: [], hosts: [] };

describe('what a second writer did', () => {
  const FILE = '000000050000001000000060';

  it.each<[situation: string, writer: SecondWriter, words: readonly string[]]>([
    ['one segment', writer(), [`log: patroni-02 completed ${FILE} 60 s ago`]],
    [
      'several',
      writer({ count: 7 }),
      [`log: patroni-02 completed ${FILE} 60 s ago, one of 7 in the last 2 h`],
    ],
    [
      'of a host without a name',
      writer({ host: undefined }),
      [`log: a host without a name completed ${FILE} 60 s ago`],
    ],
    [
      'the same ones as the primary',
      writer({ shared: 2 }),
      [
        `log: patroni-02 completed ${FILE} 60 s ago`,
        'log: patroni-01 completed 2 of these, too: one overwrites the other, or fails',
      ],
    ],
    [
      'past an end that Patroni tells',
      writer({ end: { segment: 0x1050, saidBy: 'patroni' } }),
      [
        `log: patroni-02 completed ${FILE} 60 s ago`,
        'patroni: timeline 5 ended in 000000050000001000000050: anything after it was written after the switch',
      ],
    ],
    [
      'past an end that the log tells no better than at the latest',
      writer({ end: { segment: 0x1050, saidBy: 'log' } }),
      [
        `log: patroni-02 completed ${FILE} 60 s ago`,
        'log: timeline 5 ended in 000000050000001000000050 at the latest: anything after it was written after the switch',
      ],
    ],
  ])('%s', (_situation, one, words) => {
    const told = evidenceOf(SNAPSHOT, one, PRIMARY).map(({ from, text }) => `${from}: ${text}`);

    expect(told).toEqual(words);
  });
});

describe('hosts that archive beside the primary', () => {
  it.each<[headline: string, writers: SecondWriter[], silent?: boolean]>([
    ['patroni-02 archives the current timeline, but the primary is patroni-01', [writer()]],
    [
      'patroni-02 and patroni-01 (primary) both archive timeline 5',
      [writer({ belongs: 'by sequence' })],
    ],
    [
      'a host without a name and patroni-01 (primary) both archive timeline 5',
      [writer({ host: undefined, belongs: 'by sequence' })],
    ],
    [
      'db-1 and db-2 and patroni-01 (primary) all archive timeline 5',
      several(2, { belongs: 'silent' }),
    ],
    ['db-1, db-2 and db-3 archive the current timeline, but the primary is patroni-01', several(3)],
    [
      'db-1, db-2, db-3 and 2 more archive the current timeline, but the primary is patroni-01',
      several(5),
    ],
    [
      'patroni-02 still archives timeline 4 past its end, while patroni-01 is the primary, on timeline 5',
      [writer({}, { timeline: 4 })],
    ],
    [
      'patroni-02 archives timeline 6, a fork: the primary is patroni-01, on timeline 5',
      [writer({}, { timeline: 6 })],
    ],
    [
      'patroni-02 archives WAL, but the primary is patroni-01, and that one archives nothing',
      [writer({}, { timeline: 4 })],
      true,
    ],
  ])('%s', (headline, writers, silent = false) => {
    expect(besidePrimary(SNAPSHOT, writers, rightful, silent)).toMatchObject({
      kind: 'problem',
      code: 'wrong-host',
      severity: 'critical',
      headline,
    });
  });

  it('are named with the roles that they have, three of them', () => {
    const roles = (writers: readonly SecondWriter[]) =>
      textsOf(besidePrimary(SNAPSHOT, writers, rightful, false)).evidence.at(-1);

    expect(
      roles([
        writer(),
        writer({ host: 'db-1', belongs: 'silent' }),
        writer({ host: 'db-2', belongs: 'by sequence' }),
        writer({ host: 'db-3' }),
      ]),
    ).toBe(
      'metric: patroni-01 is the primary, patroni-02 is a replica, db-1 no longer tells its role, the metrics do not know db-2',
    );
    expect(roles([writer({ host: undefined })])).toBe('metric: patroni-01 is the primary');
    expect(textsOf(besidePrimary(SNAPSHOT, several(5), rightful, false)).evidence).toHaveLength(4);
  });

  const ALWAYS =
    'if archive_mode is "always" on purpose, patroni-02 must not write to the same prefix';
  const FENCE =
    'see whether PostgreSQL runs there as a primary of its own, and who writes to it, before anything is stopped: give a clone a prefix of its own, and fence an old primary';
  const BACKUP =
    'only once the primary alone archives: take a base backup, which reads the whole database. A restore of an older one may run into the other’s segments';
  const NARROW =
    'the segments alone say that these belong together: if these are two clusters, narrow elasticsearch.filter in the configuration';

  it.each<[situation: string, writer: SecondWriter, steps: readonly string[]]>([
    ['a replica of the same timeline', writer(), [ALWAYS, BACKUP]],
    ['a replica on a fork', writer({}, { timeline: 6 }), [ALWAYS, FENCE, BACKUP]],
    ['a host that fell silent', writer({ belongs: 'silent' }), [FENCE, BACKUP]],
    [
      'a host that the metrics do not know',
      writer({ belongs: 'by sequence' }),
      [FENCE, BACKUP, NARROW],
    ],
  ])('is dealt with by what it is: %s', (_situation, one, steps) => {
    const told = textsOf(besidePrimary(SNAPSHOT, [one], rightful, false));

    expect(told.steps.slice(2)).toEqual(steps);
    expect(told.hosts.slice(0, 2)).toEqual([PRIMARY, REPLICA]);
    expect(told.hosts.slice(2)).toEqual(
      steps.map((step) => (step === FENCE ? REPLICA : undefined)),
    );
  });

  it('has to be found first where nothing names it', () => {
    const one = writer({ host: undefined, belongs: 'by sequence' });

    expect(besidePrimary(SNAPSHOT, [one], rightful, false)).toMatchObject({
      nextSteps: [
        {},
        {
          text: 'find the server that archives as well: an old primary, or a clone with the same archive_command. The archiver’s log does not name it; the log of the connections to the archiver’s server may',
          onArchiverServer: true,
        },
        {},
        {},
        {},
      ],
    });
  });

  it('cannot be told from the primary where lines lack their host', () => {
    expect(namelessBeside(SNAPSHOT, writer({ host: undefined }), rightful)).toMatchObject({
      kind: 'problem',
      code: 'cannot-tell',
      severity: 'unknown',
      headline:
        'cannot tell whether only patroni-01 (primary) archives: log lines that name no host tell of uploads that may be another’s',
      evidence: [{ from: 'log' }],
      nextSteps: [
        {
          text: 'see why these lines have no host: elasticsearch.fields.host names the fields that are tried',
        },
        { host: PRIMARY },
      ],
    });
  });
});

describe('hosts that archive beside each other, while nobody knows the primary', () => {
  it.each<[headline: string, writers: SecondWriter[]]>([
    [
      'patroni-01 and patroni-02 both archive timeline 5, and only one of them can be the primary',
      [writer()],
    ],
    [
      'patroni-01 and db-1 and db-2 all archive timeline 5, and only one of them can be the primary',
      several(2),
    ],
    [
      'patroni-02 still archives timeline 4 past its end, while patroni-01 archives timeline 5',
      [writer({}, { timeline: 4 })],
    ],
    [
      'db-1 and db-2 still archive timeline 4 past its end, while patroni-01 archives timeline 5',
      several(2, { latest: upload({ timeline: 4 }) }),
    ],
  ])('%s', (headline, writers) => {
    expect(withoutPrimary(SNAPSHOT, writers, rightful)).toMatchObject({
      kind: 'problem',
      code: 'wrong-host',
      severity: 'critical',
      headline,
    });
  });

  it('are told by the segments of both, each counted once', () => {
    const { evidence } = textsOf(withoutPrimary(SNAPSHOT, [writer()], rightful));
    const [only] = rightful.completed;
    const one = { ...rightful, completed: only === undefined ? [] : [only] };

    expect(evidence).toEqual([
      'log: patroni-01 completed 2 segments, the latest 3 min ago',
      'log: patroni-02 completed 000000050000001000000060 60 s ago',
    ]);
    expect(textsOf(withoutPrimary(SNAPSHOT, [writer()], one)).evidence[0]).toBe(
      'log: patroni-01 completed 1 segment, the latest 4 min ago',
    );
  });

  it('are looked at on each of them, three beside the first', () => {
    const { evidence, steps, hosts } = textsOf(withoutPrimary(SNAPSHOT, several(5), rightful));

    expect(evidence).toHaveLength(4);
    expect(hosts).toEqual([PRIMARY, PRIMARY, 'db-1', 'db-2', 'db-3', undefined]);
    expect(steps.at(-1)).toBe(
      'if these are two clusters, narrow elasticsearch.filter in the configuration',
    );
  });
});
