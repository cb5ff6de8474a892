import { describe, expect, it } from '@jest/globals';
import { unresolved } from '../../../src/threads/alerts/unresolved.ts';
import { readPost, titled } from '../../support/alert-posts.ts';

const seen = (message: string | object, at: number) => {
  const found = readPost({
    ...(typeof message === 'string' ? titled(message) : message),
    ts: `${at}.000000`,
  });
  if (found.kind === 'nothing') throw new Error(`no alert: ${JSON.stringify(message)}`);
  return found;
};
const left = (...messages: (string | object)[]): number =>
  unresolved(messages.map((message, at) => seen(message, at + 1))).length;

const X = 'PostgresBackupTooOld';
const checkmk = (type: string, host: string, service: string) =>
  titled(
    `Service ${type} notification`,
    `Host: <https://cmk/a|${host}> (IP: 10.0.0.3)\nService: ${service}`,
  );
const incident = (state: string, id: string, title = X) => ({
  text: `*${state}* <https://acme.pagerduty.com/incidents/${id}|${title}>`,
});
const labelled = (state: string, labels: Record<string, string>, name = '') =>
  titled(
    `[${state}] ${name} (gprd)`,
    Object.entries(labels)
      .map(([label, value]) => `*${label}*: ${value}`)
      .join('\n'),
  );

describe('an alert is over by a later post', () => {
  it.each([
    ['[Alerting] Postgres backup age', '[OK] Postgres backup age'],
    ['[No Data] Postgres backup age', '[OK] Postgres backup age'],
    [`[prod][FIRING:2] ${X}`, `[prod][RESOLVED] ${X}`],
    [`[CRITICAL] ${X} on pg-01`, `[RECOVERED] ${X} on pg-01`],
    [`${X} - FIRING`, `${X} - RESOLVED`],
    ['Triggered: Postgres backup failed on db-01', 'Resolved: Postgres backup failed on db-01'],
    [
      '[Warn on {host:db-01}] WAL archiving failing',
      '[Recovered on {host:db-01}] WAL archiving failing',
    ],
    ['Problem: WAL archiving failing', 'Resolved in 5m 0s: WAL archiving failing'],
    [
      '** PROBLEM Service Alert: db-01/pgBackRest backup is CRITICAL **',
      '** RECOVERY Service Alert: db-01/pgBackRest backup is OK **',
    ],
    ['The check "Postgres base backup" is DOWN.', 'The check "Postgres base backup" is UP.'],
    ['Last WAL was archived 21m 3s ago: FIRING', 'Last WAL was archived 3s ago: RESOLVED'],
    [{ text: `New alert: "${X}" #4711 P1` }, { text: `Jane closed alert #4711 "${X}"` }],
    [
      checkmk('PROBLEM', 'db-01', 'Postgres backup'),
      checkmk('RECOVERY', 'db-01', 'Postgres backup'),
    ],
    [
      labelled('FIRING:1', { instance: 'pg-01' }, X),
      labelled('RESOLVED', { instance: 'pg-01' }, X),
    ],
    [incident('Triggered', 'Q1ABCDEF'), incident('Resolved', 'Q1ABCDEF', `${X}, renamed`)],
    [incident('Triggered', 'Q1ABCDEF'), `[RESOLVED] ${X}`],
    [`[FIRING:1] ${X}`, incident('Resolved', 'Q1ABCDEF')],
    [{ text: `New alert: "${X}" #4711` }, `[RESOLVED] ${X}`],
    [`[FIRING:1] ${X}`, { text: `RECOVERY: ${X} #4711` }],
    [labelled('FIRING:1', { instance: 'pg-01' }, X), labelled('RESOLVED', {}, X)],
    [labelled('FIRING:1', {}, X), labelled('RESOLVED', { instance: 'pg-01' }, X)],
    [
      titled(`[FIRING:2] ${X}`, '*instance*: pg-01\n*instance*: pg-02'),
      titled(`[RESOLVED] ${X}`, '*instance*: pg-02'),
    ],
    [
      titled(`[FIRING:1] ${X}`, '*instance*: pg-01'),
      titled(`[RESOLVED] ${X}`, '*instance*: pg-01\n*instance*: pg-02'),
    ],
    [`FIRING:12 ${X}`, `RESOLVED:12 ${X}`],
    ['Triggered: Postgres backup failed...', 'Resolved: Postgres backup failed'],
  ])('with the same subject: %j %j', (firing, resolved) => {
    expect(left(firing, resolved)).toBe(0);
  });

  it.each([
    [`[FIRING:1] ${X} (pg-01)`, `[RESOLVED] ${X} (pg-02)`],
    [`[CRITICAL] ${X} on pg-01`, `[RECOVERED] ${X} on pg-02`],
    [`[prod][FIRING] ${X}`, `[stage][RESOLVED] ${X}`],
    [`[FIRING:1] ${X} (10.0.0.3:9187)`, `[RESOLVED] ${X} (10.0.0.4:9187)`],
    [`[FIRING:1] ${X} shard 1`, `[RESOLVED] ${X} shard 2`],
    [{ text: `New alert: "${X}" #4711 P1` }, { text: `Jane closed alert #4712 "${X}"` }],
    [
      checkmk('PROBLEM', 'db-01', 'Postgres backup'),
      checkmk('RECOVERY', 'db-02', 'Postgres backup'),
    ],
    [
      checkmk('PROBLEM', 'db-01', 'Postgres backup'),
      checkmk('RECOVERY', 'db-01', 'Postgres WAL archive'),
    ],
    [
      labelled('FIRING:1', { instance: 'pg-01' }, X),
      labelled('RESOLVED', { instance: 'pg-02' }, X),
    ],
    [
      labelled('FIRING:1', { alertname: X }),
      labelled('RESOLVED', { alertname: 'WalArchiveFailing' }),
    ],
    [
      labelled('FIRING:1', { rulename: 'Postgres_backup' }, 'DatasourceNoData'),
      labelled('RESOLVED', { rulename: 'WalArchive' }, 'DatasourceNoData'),
    ],
    [incident('Triggered', 'Q1ABCDEF'), incident('Resolved', 'Q2ABCDEF')],
    [`[FIRING:1] ${X} on db.1`, `[RESOLVED] ${X} on db1`],
  ])('but not by one about another: %j %j', (firing, resolved) => {
    expect(left(firing, resolved)).toBe(1);
  });

  it('and fires again by one after that, whatever came in between', () => {
    const messages = [`[FIRING:1] ${X}`, `[RESOLVED] ${X}`, `[FIRING:1] ${X}`, `[FIRING:1] ${X}`];
    const [first, resolved, third, last] = messages.map((message, at) => seen(message, at + 1));
    if (!first || !resolved || !third || !last) throw new Error('four posts were made');

    const firing = unresolved([third, first, resolved, last]);

    expect(firing.map(({ alert }) => alert.at)).toEqual([3_000, 4_000]);
  });
});
