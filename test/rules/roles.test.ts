import { describe, expect, it } from '@jest/globals';
import { primaryOf } from '../../src/facts/primary.ts';
import { primaries } from '../../src/rules/primaries.ts';
import { wrongHost } from '../../src/rules/wrong-host.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { MINUTE, NEVER, SECOND } from '../support/time.ts';
import {
  completed,
  healthySnapshot,
  metric,
  NOON,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';

/** 1 before the promotion, 0 since. */
const promoted = (agoMs: number) => (ago: number) => (ago <= agoMs ? 0 : 1);
const demoted = (agoMs: number) => (ago: number) => (ago <= agoMs ? 1 : 0);
const withRoles = (roles: Parameters<typeof metric>[0]) =>
  healthySnapshot({ metrics: { replica: metric(roles) } });

describe('the primary', () => {
  it('is known with the time since when', () => {
    const snapshot = withRoles({
      [PRIMARY]: promoted(10 * MINUTE),
      [REPLICA]: demoted(10 * MINUTE),
    });

    expect(primaryOf(snapshot)).toEqual({
      kind: 'one',
      host: PRIMARY,
      since: NOON - 10 * MINUTE,
      replicas: [REPLICA],
    });
  });

  it.each([
    { ago: 5 * MINUTE - 30 * SECOND, kind: 'unknown' },
    { ago: 5 * MINUTE, kind: 'problem' },
  ])('two primaries since $ago ms: $kind', ({ ago, kind }) => {
    expect(primaries(withRoles({ [PRIMARY]: 0, [REPLICA]: promoted(ago) })).kind).toBe(kind);
  });

  it.each([
    ['by the label that tells them apart', { env: ['gprd', 'gstg'] }, 'label env, which is "gprd"'],
    ['and no label that both share', { env: ['gprd', 'gprd'] }, 'configuration"'],
  ])('two primaries may be two clusters: %s', (_, labels, words) => {
    const replica = {
      ...metric({ [PRIMARY]: 0, [REPLICA]: 0 }),
      apart: Object.entries(labels).map(([label, [first = '', second = '']]) => ({
        label,
        values: { [PRIMARY]: first, [REPLICA]: second },
      })),
    };

    const decision = primaries(healthySnapshot({ metrics: { replica } }));

    expect(JSON.stringify(decision).replaceAll('\\"', '"')).toContain(words);
  });

  it.each([
    { ago: 5 * MINUTE - 30 * SECOND, kind: 'unknown' },
    { ago: 5 * MINUTE, kind: 'problem' },
  ])('no primary since $ago ms: $kind', ({ ago, kind }) => {
    expect(primaries(withRoles({ [PRIMARY]: demoted(ago), [REPLICA]: 1 })).kind).toBe(kind);
  });

  it.each([
    { silentFor: 30 * SECOND, kind: 'several' },
    { silentFor: MINUTE, kind: 'one' },
  ])(
    'a primary that has been silent for $silentFor ms beside another: $kind',
    ({ silentFor, kind }) => {
      const died = (ago: number) => (ago >= silentFor ? 0 : undefined);

      expect(primaryOf(withRoles({ [PRIMARY]: died, [REPLICA]: 0 })).kind).toBe(kind);
    },
  );

  it.each([
    { together: 5 * MINUTE - 30 * SECOND, kind: 'settling' },
    { together: 5 * MINUTE, kind: 'several' },
  ])(
    'two that were primaries beside each other for $together ms, until one fell silent: $kind',
    ({ together, kind }) => {
      const silentFor = 30 * SECOND;
      const died = (ago: number) => (ago >= silentFor ? 0 : undefined);

      expect(
        primaryOf(withRoles({ [PRIMARY]: died, [REPLICA]: promoted(together + silentFor) })).kind,
      ).toBe(kind);
    },
  );

  it.each([
    { known: 4 * MINUTE, kind: 'unknown' },
    { known: 5 * MINUTE, kind: 'problem' },
  ])('no primary among hosts that are known for $known ms: $kind', ({ known, kind }) => {
    const replica = (ago: number) => (ago <= known ? 1 : undefined);

    expect(primaries(withRoles({ [PRIMARY]: replica, [REPLICA]: replica })).kind).toBe(kind);
  });

  it('is not missing while a host that may be it is silent', () => {
    const silent = (ago: number) => (ago > 10 * MINUTE ? 0 : undefined);

    expect(primaries(withRoles({ [PRIMARY]: silent, [REPLICA]: 1 }))).toMatchObject({
      kind: 'unknown',
      reason: `${PRIMARY} has stopped reporting its role to the metrics`,
    });
  });

  it('may be missing in a standby cluster', () => {
    const snapshot = healthySnapshot({
      cluster: { standby: true },
      metrics: { replica: metric({ [PRIMARY]: 1, [REPLICA]: 1 }) },
    });

    expect(primaries(snapshot).kind).toBe('clear');
  });

  it('is not known without the metric', () => {
    const snapshot = healthySnapshot({
      metrics: { replica: unavailable('refused', 'it answered HTTP 500') },
    });

    expect(primaries(snapshot)).toMatchObject({ kind: 'unknown', reason: 'it answered HTTP 500' });
  });
});

describe('wrong-host', () => {
  const intruder = (agoMs: number, timeline: number) =>
    completed(agoMs, { host: REPLICA, file: segment(0x60, timeline), pid: 5 });
  const check = (
    uploads: Parameters<typeof completed>[1][],
    roles?: Parameters<typeof metric>[0],
  ) =>
    wrongHost(
      healthySnapshot({
        log: { uploads: uploads.map((over) => completed(20 * SECOND, over)) },
        ...(roles === undefined ? {} : { metrics: { replica: metric(roles) } }),
      }),
    );

  it('is a replica that completes the current timeline', () => {
    expect(check([{}, intruder(MINUTE, 5)])).toMatchObject({
      code: 'wrong-host',
      headline: `${REPLICA} archives the current timeline, but the primary is ${PRIMARY}`,
    });
  });

  it('is not a demoted node with leftovers of its old timeline', () => {
    expect(check([{}, intruder(MINUTE, 4)])).toMatchObject({ kind: 'clear' });
  });

  it.each([
    { ago: 5 * MINUTE - SECOND, kind: 'unknown' },
    { ago: 5 * MINUTE, kind: 'problem' },
  ])(
    'a host that began a newer timeline $ago ms ago is $kind: it may be the new primary',
    ({ ago, kind }) => {
      expect(check([{}, intruder(ago, 6), intruder(SECOND, 6)]).kind).toBe(kind);
    },
  );

  it('is not a host that the metrics of this cluster do not know', () => {
    expect(check([{}, { ...intruder(MINUTE, 5), host: 'patroni-ci-01' }]).kind).toBe('clear');
  });

  it.each([
    { since: 4 * MINUTE, kind: 'clear' },
    { since: 15 * MINUTE, kind: 'unknown' },
    { since: 21 * MINUTE, kind: 'problem' },
    { since: NEVER, kind: 'problem' },
  ])('when only the replica uploads, and the primary is one since $since ms: $kind', (row) => {
    const roles = { [PRIMARY]: promoted(row.since), [REPLICA]: demoted(row.since) };

    expect(check([intruder(MINUTE, 5)], roles).kind).toBe(row.kind);
  });
});

describe('two writers, with the metrics down', () => {
  const check = (other: Parameters<typeof completed>[1], ago = MINUTE, cluster = {}) =>
    wrongHost(
      healthySnapshot({
        cluster,
        log: {
          uploads: [
            completed(10 * MINUTE, { file: segment(0x60) }),
            completed(20 * SECOND, { file: segment(0x70) }),
            completed(ago, { host: REPLICA, file: segment(0x68), pid: 5, ...other }),
          ],
        },
        metrics: { replica: unavailable('refused', 'it answered HTTP 500') },
      }),
    );

  it('are two hosts that complete one timeline at the same time', () => {
    expect(check({})).toMatchObject({
      code: 'wrong-host',
      severity: 'critical',
      headline: `${PRIMARY} and ${REPLICA} both archive timeline 5, and only one of them can be the primary`,
    });
  });

  it.each([
    { number: 0x60 - 32, kind: 'problem' },
    { number: 0x60 - 33, kind: 'clear' },
    { number: 0x70 + 32, kind: 'problem' },
    { number: 0x70 + 33, kind: 'clear' },
  ])('at segment $number: $kind', ({ number, kind }) => {
    expect(check({ file: segment(number) }).kind).toBe(kind);
  });

  it('are not a demoted node with leftovers of its old timeline', () => {
    expect(check({ file: segment(0x60, 4) }).kind).toBe('clear');
  });

  it('are not a host before and after it was renamed', () => {
    expect(check({}, 11 * MINUTE).kind).toBe('clear');
  });
});
