import { describe, expect, it } from '@jest/globals';
import type { MetricReading, NamelessSeries } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { unreadHostSources } from '../../src/report/unread-host-sources.ts';
import {
  completed,
  failure,
  healthySnapshot,
  metric,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  type Difference,
} from '../support/snapshot.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';

const ROLES = { [PRIMARY]: 0, [REPLICA]: 1 };
const STRANGER = 'patroni-07';
const said = { source: 'host names', reason: 'bad-response' };
const sources = (difference: Difference = {}) => unreadHostSources(healthySnapshot(difference));

/** What has no host that can be read: `label` stands in its place. */
const nameless = (label: string, value: number, at = NOON): NamelessSeries => ({
  label,
  points: [{ at, value }],
});
const withNameless = (
  hosts: Readonly<Record<string, number>>,
  ...series: readonly NamelessSeries[]
): MetricReading => {
  const reading = metric(hosts);
  return reading.kind === 'unavailable' ? reading : { ...reading, nameless: series };
};

describe('a cluster of which every host is known', () => {
  it('lacks none', () => {
    expect(sources()).toEqual([]);
    expect(sources({ metrics: { replica: unavailable('timeout', 'no answer in time') } })).toEqual(
      [],
    );
    expect(sources({ uploadLog: unavailable('timeout', 'no answer in time') })).toEqual([]);
    expect(sources({ log: { pipeline: unavailable('timeout', 'no answer in time') } })).toEqual([]);
  });
});

describe('a role without a host', () => {
  const replica = (...series: readonly NamelessSeries[]) => ({
    metrics: { replica: withNameless(ROLES, ...series) },
  });

  it('may be a second primary', () => {
    expect(sources(replica(nameless('fqdn "db 02"', 0)))).toEqual([
      {
        ...said,
        detail: '1 series of replica says primary and has no readable host: fqdn "db 02"',
        cost: 'a second primary is not ruled out',
      },
    ]);
  });

  it('hides nothing where it is a replica’s, and each host that uploads has a role', () => {
    expect(sources(replica(nameless('fqdn "db 02"', 1), nameless('fqdn "db 03"', 1)))).toEqual([
      {
        ...said,
        detail: '2 series of replica have no readable host: fqdn "db 02", fqdn "db 03"',
        hidesNothing: true,
      },
    ]);
  });

  it('may be that of a host that uploads, and that the metrics do not know', () => {
    const uploads = (agoMs: number) => [completed(MINUTE), completed(agoMs, { host: STRANGER })];
    const of = (agoMs: number) =>
      sources({ ...replica(nameless('fqdn "db 02"', 1)), log: { uploads: uploads(agoMs) } });

    expect(of(2 * MINUTE)).toEqual([
      {
        ...said,
        detail: '1 series of replica has no readable host: fqdn "db 02"',
        cost: `whether ${STRANGER} is a replica is not known`,
      },
    ]);
    expect(of(HOUR)).toMatchObject([{ hidesNothing: true }]);
  });

  it('is no primary’s any more where its value is not known by now', () => {
    const of = (minutes: number) =>
      sources(replica(nameless('fqdn "db 02"', 0, NOON - minutes * MINUTE)));

    expect(of(2)).toMatchObject([{ cost: 'a second primary is not ruled out' }]);
    expect(of(3)).toMatchObject([
      { detail: '1 series of replica has no readable host: fqdn "db 02"', hidesNothing: true },
    ]);
  });
});

describe('another value without a host', () => {
  const pendingWal = (hosts: Readonly<Record<string, number>>, ...labels: readonly string[]) =>
    sources({
      metrics: {
        pendingWal: withNameless(hosts, ...labels.map((label) => nameless(label, 3))),
      },
    });

  it('may be that of the primary where it has none', () => {
    expect(pendingWal({ [REPLICA]: 0 }, 'no label fqdn')).toEqual([
      {
        ...said,
        detail: '1 series of pendingWal has no readable host: no label fqdn',
        cost: `it may be that of ${PRIMARY}`,
      },
    ]);
  });

  it('hides nothing where the primary has its own', () => {
    expect(pendingWal({ [PRIMARY]: 0 }, 'no label fqdn', 'fqdn "a b"')).toEqual([
      {
        ...said,
        detail: '2 series of pendingWal have no readable host: no label fqdn, fqdn "a b"',
        hidesNothing: true,
      },
    ]);
  });

  it('hides nothing where there is no one primary', () => {
    expect(
      sources({
        metrics: {
          replica: metric({ [REPLICA]: 1 }),
          pendingWal: withNameless({}, nameless('no label fqdn', 3)),
        },
      }),
    ).toMatchObject([{ hidesNothing: true }]);
  });
});

describe('records of the log without a host', () => {
  const unreadHosts = { count: 1, samples: ['fqdn "db 02"'] };
  const cost = 'another host that archives is not seen';
  const nobody = { host: undefined } as const;

  it('hide nothing where they are of long ago', () => {
    const uploads = [completed(MINUTE), completed(HOUR, nobody)];

    expect(sources({ log: { unreadHosts, uploads } })).toEqual([
      {
        ...said,
        detail: '1 record of the log has no readable host: fqdn "db 02"',
        cost,
        hidesNothing: true,
      },
    ]);
    expect(sources({ log: { unreadHosts: { ...unreadHosts, count: 3 } } })).toMatchObject([
      { detail: '3 records of the log have no readable host: fqdn "db 02"' },
    ]);
  });

  it('may hide a host that archives now', () => {
    const of = (log: Difference['log']) => sources({ log: { unreadHosts, ...log } });

    for (const now of [
      { uploads: [completed(MINUTE, nobody)] },
      { uploads: [completed(MINUTE), open(HOUR, nobody)] },
      { failures: [failure(MINUTE, nobody)] },
    ]) {
      expect(of(now)).toStrictEqual([expect.not.objectContaining({ hidesNothing: true })]);
    }
    expect(of({ failures: [failure(HOUR, nobody)] })).toMatchObject([{ hidesNothing: true }]);
  });

  it('may hide one in files, whose records name no host at all', () => {
    expect(sources({ log: { unreadHosts, source: 'log files' } })).toStrictEqual([
      { ...said, detail: '1 record of the log has no readable host: fqdn "db 02"', cost },
    ]);
  });
});

describe('a name that may mean several hosts', () => {
  const doubtfulHosts = [{ host: 'db-01', mayBe: ['db-01.dc1', 'db-01.dc2'] }];

  it('hides whose uploads these are, as long as they are of now', () => {
    const of = (agoMs: number) =>
      sources({
        log: { doubtfulHosts, uploads: [completed(MINUTE), completed(agoMs, { host: 'db-01' })] },
      });
    const doubt = {
      ...said,
      detail: 'the log names db-01, which may be db-01.dc1 or db-01.dc2',
      cost: 'whose uploads these are is not known',
    };

    expect(of(2 * MINUTE)).toStrictEqual([doubt]);
    expect(of(HOUR)).toStrictEqual([{ ...doubt, hidesNothing: true }]);
  });
});

describe('shippers of logs, and members of Patroni', () => {
  const unread = { count: 1, samples: ['host "a b"'] };

  it('are said, and hide nothing', () => {
    const pipeline = { newestAt: NOON, hosts: [], tags: [], unreadHosts: unread };

    expect(sources({ log: { pipeline } })).toStrictEqual([
      {
        ...said,
        detail: '1 shipper of logs has no readable host: host "a b"',
        hidesNothing: true,
      },
    ]);
    const members = { members: [], switches: [], unreadMembers: { ...unread, count: 2 } };
    expect(sources({ patroni: measured(members, NOON) })).toStrictEqual([
      {
        ...said,
        detail: '2 members of Patroni have no readable host: host "a b"',
        hidesNothing: true,
      },
    ]);
  });

  it('are said in the plural where they are several', () => {
    const pipeline = { newestAt: NOON, hosts: [], tags: [], unreadHosts: { ...unread, count: 2 } };
    const members = { members: [], switches: [], unreadMembers: unread };

    expect(
      sources({ log: { pipeline }, patroni: measured(members, NOON) }).map(({ detail }) => detail),
    ).toEqual([
      '2 shippers of logs have no readable host: host "a b"',
      '1 member of Patroni has no readable host: host "a b"',
    ]);
  });
});
