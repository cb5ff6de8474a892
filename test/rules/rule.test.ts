import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { factsOf } from '../../src/facts/facts.ts';
import { once, oncePerSnapshot } from '../../src/facts/once.ts';
import { clear, rule, unknown, type Needs } from '../../src/rules/rule.ts';
import {
  healthySnapshot,
  jobMetric,
  metric,
  moments,
  NOON,
  PRIMARY,
  REPLICA,
} from '../support/snapshot.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';

const NO_LOG = healthySnapshot({ uploadLog: unavailable('timeout', 'no answer in time') });
const NO_PRIMARY = healthySnapshot({
  metrics: { replica: metric({ [PRIMARY]: 1, [REPLICA]: 1 }) },
});

describe('a rule', () => {
  const needy = rule({ name: 'wal-gap', needs: ['log', 'primary'] }, ({ log, primary }) =>
    clear({ from: 'log', text: `${log.uploads.length} uploads beside ${primary.host}` }),
  );

  it('decides where all that it needs is there, and its finding has its name', () => {
    expect(needy(healthySnapshot())).toEqual({
      kind: 'clear',
      rule: 'wal-gap',
      evidence: [{ from: 'log', text: `2 uploads beside ${PRIMARY}` }],
    });
  });

  it.each([
    ['the log', NO_LOG, 'no answer in time'],
    ['the primary', NO_PRIMARY, 'the primary is not known'],
  ])('is unknown where %s lacks', (_what, snapshot, reason) => {
    expect(needy(snapshot)).toEqual({ kind: 'unknown', rule: 'wal-gap', reason });
  });

  it.each<[need: keyof Needs, lacking: ReturnType<typeof healthySnapshot>, reason: string]>([
    ['log', NO_LOG, 'no answer in time'],
    ['primary', NO_PRIMARY, 'the primary is not known'],
    ['continuity', NO_LOG, 'no answer in time'],
    ['backups', healthySnapshot(), 'no series'],
    [
      'agreement',
      healthySnapshot({ metrics: { lastArchive: metric({ [PRIMARY]: moments(-HOUR) }) } }),
      'the sources contradict each other: the metric says that patroni-01 will have completed an upload in 60 min, and by the log its clock is not that far ahead',
    ],
  ])('that needs the %s alone sees it, or says why it lacks', (need, lacking, reason) => {
    const alone = rule({ name: 'wal-gap', needs: [need] }, (known) =>
      clear({ from: 'log', text: typeof known[need] }),
    );
    const baseBackupSuccess = jobMetric({ patroni: NOON / SECOND - 3600 });

    expect(alone(lacking)).toEqual({ kind: 'unknown', rule: 'wal-gap', reason });
    expect(alone(healthySnapshot({ metrics: { baseBackupSuccess } }))).toMatchObject({
      kind: 'clear',
      evidence: [{ text: expect.stringMatching(/^(object|boolean)$/) }],
    });
  });

  it('may need nothing at all', () => {
    expect(rule({ name: 'wal-gap' }, () => clear())(NO_LOG)).toEqual({
      kind: 'clear',
      rule: 'wal-gap',
      evidence: [],
    });
  });

  it('may be settled before anything is needed', () => {
    const settled = rule(
      { name: 'wal-gap', needs: ['log'], settledBy: () => unknown('it is settled') },
      () => clear(),
    );

    expect(settled(NO_LOG)).toMatchObject({ reason: 'it is settled' });
  });

  it('is called by its fault where it decides with what it did not name', () => {
    const careless = rule({ name: 'wal-gap', needs: ['log'] }, (known) => {
      const primary: unknown = Reflect.get(known, 'primary');
      return clear({ from: 'metric', text: String(primary) });
    });

    expect(() => careless(NO_PRIMARY)).toThrow('decided without: the primary is not known');
  });
});

describe('a fact', () => {
  it('is made once for a snapshot, and anew for another', () => {
    const made: unknown[] = [];
    const fact = oncePerSnapshot((snapshot) => made.push(snapshot));
    const [one, other] = [healthySnapshot(), healthySnapshot()];

    expect([fact(one), fact(one), fact(other), fact(one)]).toEqual([1, 1, 2, 1]);
    expect(made).toEqual([one, other]);
  });

  it('that is not known is kept as well', () => {
    let asked = 0;
    const fact = once(() => {
      asked += 1;
      return undefined;
    });
    fact();
    fact();

    expect(asked).toBe(1);
  });

  it('stands in the record under its name', () => {
    const snapshot = healthySnapshot();
    const facts = factsOf(snapshot);

    expect(facts).toBe(factsOf(snapshot));
    expect(facts.primary).toBe(facts.primary);
    expect(facts).toMatchObject({
      archivingHost: PRIMARY,
      primary: { kind: 'one', host: PRIMARY },
    });
    expect(factsOf(NO_PRIMARY)).toMatchObject({ waiting: undefined, trend: undefined });
  });
});
