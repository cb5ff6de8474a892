import { describe, expect, it } from '@jest/globals';
import type { MetricReading } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { primaries } from '../../src/rules/primaries.ts';
import { healthySnapshot, metric, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';

const answer = (replica: MetricReading, standby = false) =>
  primaries(healthySnapshot({ cluster: { standby }, metrics: { replica } }));

describe('how many primaries there are', () => {
  it('is one', () => {
    expect(answer(metric({ [PRIMARY]: 0, [REPLICA]: 1 }))).toEqual({
      kind: 'clear',
      rule: 'primaries',
      evidence: [{ from: 'metric', text: 'patroni-01 is the only primary' }],
    });
  });

  it('is none, and who is a replica is said', () => {
    expect(answer(metric({ [PRIMARY]: 1, [REPLICA]: 1 }))).toEqual({
      kind: 'problem',
      rule: 'primaries',
      code: 'no-primary',
      severity: 'critical',
      headline: 'there is no primary: patroni-01 and patroni-02 are both replicas',
      evidence: [
        { from: 'metric', text: 'all hosts that report have been replicas for more than 5 min' },
      ],
      nextSteps: [
        expect.objectContaining({ host: PRIMARY }),
        { text: 'if this cluster follows another one, say so in the configuration: standby: true' },
      ],
    });
  });

  it('is none since the primary fell silent, and nothing has reached the replicas since', () => {
    const replica = metric({
      [PRIMARY]: (ago) => (ago < 20 * MINUTE ? undefined : 0),
      [REPLICA]: 1,
    });

    const walPosition = metric({ [REPLICA]: (ago) => 1e9 - Math.max(ago, 20 * MINUTE) });
    const finding = primaries(healthySnapshot({ metrics: { replica, walPosition } }));

    expect(finding).toMatchObject({
      code: 'no-primary',
      trouble: { since: NOON - 20 * MINUTE },
      headline:
        'there is no primary: patroni-02 is a replica, and nothing was heard of patroni-01 for 20 min',
      evidence: [{}, { from: 'metric', text: 'no WAL has reached any of them since' }],
    });
  });

  it('is none, as it should be, in a standby cluster', () => {
    expect(answer(metric({ [PRIMARY]: 1, [REPLICA]: 1 }), true)).toEqual({
      kind: 'clear',
      rule: 'primaries',
      evidence: [
        {
          from: 'metric',
          text: 'a standby cluster: all of its hosts are replicas, as they should be',
        },
      ],
    });
  });

  it('is two, and nothing is to be stopped before it is clear which is which', () => {
    const both = metric({ [PRIMARY]: 0, [REPLICA]: 0 });
    const apart = [{ label: 'cluster', values: { [PRIMARY]: 'a', [REPLICA]: 'b' } }];

    expect(answer({ ...both, apart } as MetricReading)).toMatchObject({
      kind: 'problem',
      code: 'several-primaries',
      severity: 'critical',
      headline: 'there are 2 primaries: patroni-01 and patroni-02',
      evidence: [
        {
          from: 'metric',
          text: 'patroni-01 and patroni-02 have reported as primary for more than 5 min',
        },
      ],
      nextSteps: [
        { host: PRIMARY },
        {
          text: 'do not stop or restart any of them before it is clear which one clients write to',
        },
        {
          text: expect.stringContaining(
            'they differ in the label cluster, which is "a" on patroni-01',
          ),
        },
      ],
    });
  });

  it.each([
    ['primaries', 0, 0],
    ['replicas', 1, 1],
    ['new primaries', 0, 1],
  ])('names a few of very many %s, as a selector that is too wide finds', (_what, now, before) => {
    const hosts = [PRIMARY, ...Array.from({ length: 5000 }, (_, n) => `db-${n}`)];
    const replica = metric(
      Object.fromEntries(
        hosts.map((host) => [host, (ago: number) => (ago <= MINUTE ? now : before)]),
      ),
    );
    const apart = [
      { label: 'name', values: Object.fromEntries(hosts.map((host) => [host, host])) },
    ];

    const said = JSON.stringify(answer({ ...replica, apart } as MetricReading));

    expect(said).toContain('db-7, db-8 and 4991 more');
    expect(said).not.toContain('db-9');
  });

  it.each<[why: string, replica: MetricReading, reason: string]>([
    ['the roles cannot be read', unavailable('timeout', 'no answer in time'), 'no answer in time'],
    [
      'a second one has only just appeared',
      metric({ [PRIMARY]: 0, [REPLICA]: (ago) => (ago <= MINUTE ? 0 : 1) }),
      'patroni-01 and patroni-02 both currently report as primary',
    ],
    [
      'one is known, and another host says both of itself',
      measured(
        [
          { host: PRIMARY, points: [{ at: NOON, value: 0 }] },
          {
            host: REPLICA,
            points: [{ at: NOON, value: 1 }],
            parts: [[{ at: NOON, value: 0 }], [{ at: NOON, value: 1 }]],
          },
        ],
        NOON,
      ),
      'of patroni-02 one series says primary, another says replica',
    ],
  ])('is not known where %s', (_why, replica, reason) => {
    expect(answer(replica)).toEqual({ kind: 'unknown', rule: 'primaries', reason });
  });
});
