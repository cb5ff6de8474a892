import { describe, expect, it } from '@jest/globals';
import { factsOf } from '../../src/facts/facts.ts';
import { failoverGap } from '../../src/rules/failover-gap.ts';
import { walGap } from '../../src/rules/wal-gap.ts';
import { wrongHost } from '../../src/rules/wrong-host.ts';
import { unavailableSources } from '../../src/report/unavailable-sources.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { EndedUpload, Upload } from '../../src/domain/upload.ts';
import { HOUR } from '../../src/domain/time.ts';
import { askLogFiles } from '../support/ask-source.ts';
import { MINUTE, SECOND } from '../support/time.ts';
import {
  completed,
  healthySnapshot,
  jobMetric,
  metric,
  NO_METRICS,
  NOON,
  open,
  PRIMARY,
  segment,
} from '../support/snapshot.ts';

const OLD = 'patroni-09';

/** The old primary completed 0 to 29 of timeline 5, the new one goes on at `next` of timeline 6. */
const failover = (next: number, agoMs = 20 * MINUTE): Upload[] => [
  ...Array.from({ length: 30 }, (_, number) =>
    completed(agoMs + (31 - number) * MINUTE, { file: segment(number), host: OLD, pid: number }),
  ),
  ...Array.from({ length: 10 }, (_, index) =>
    completed(agoMs - index * SECOND, { file: segment(next + index, 6), pid: 900 + index }),
  ),
];
type Values = Parameters<typeof metric>[0][string];
const gone: Values = (ago) => (ago > 20 * MINUTE ? 0 : undefined);
const backFor =
  (ms: number): Values =>
  (ago) =>
    ago > 20 * MINUTE ? 0 : ago <= ms ? 1 : undefined;
const check = (uploads: readonly Upload[], old: Values = gone) =>
  failoverGap(
    healthySnapshot({
      log: { uploads },
      metrics: {
        replica: metric({ [PRIMARY]: (ago) => (ago <= 21 * MINUTE ? 0 : 1), [OLD]: old }),
      },
    }),
  );
const RANGE = `${segment(30)}–21`;

describe('the hole that a failover leaves', () => {
  it('is none where the new timeline begins behind the last segment of the old one', () => {
    expect(check(failover(30)).kind).toBe('clear');
    expect(check(failover(29)).kind).toBe('clear');
  });

  it.each([
    ['long ago is no less one', { to: 6, segment: 34, at: NOON - 3 * HOUR }, 'problem', 'clear'],
    ['is not what was missing before', undefined, 'clear', 'problem'],
  ])('that %s', (_, end, byFailover, byGap) => {
    const uploads = failover(30).slice(-10);
    const since = NOON - 3 * HOUR;
    const lost = { timeline: 5, first: 0x1030, last: 0x1033, before: since - MINUTE, after: since };
    const missing = [{ ...lost, ...(end === undefined ? {} : { end }) }];
    const ended = { from: NOON - HOUR, uploads: uploads as EndedUpload[] };
    const snapshot = healthySnapshot({
      log: {
        uploads,
        ended: {
          ...ended,
          earlier: { from: NOON - 4 * HOUR, segments: 5000, counted: [], missing },
        },
      },
    });

    expect(failoverGap(snapshot).kind).toBe(byFailover);
    expect(walGap(snapshot).kind).toBe(byGap);
  });

  it.each([
    { from: NOON - 40 * MINUTE, kind: 'clear' },
    { from: NOON - 24 * HOUR, kind: 'problem' },
  ])(
    'is none where the timeline between two others may lie before what was fetched: $kind',
    ({ from, kind }) => {
      // The primary of timeline 5 is back, and pushes what it had pushed before 6 and 7 began.
      const again = Array.from({ length: 30 }, (_, number) =>
        completed(30 * MINUTE - number, { host: OLD, file: segment(number), pid: 5000 + number }),
      );
      const on = Array.from({ length: 20 }, (_, index) =>
        completed(20 * MINUTE - index * MINUTE, { file: segment(60 + index, 7), pid: 900 + index }),
      );
      const uploads = [...again, ...on] as EndedUpload[];
      const snapshot = healthySnapshot({ log: { uploads, ended: { from, uploads } } });

      expect(failoverGap(snapshot).kind).toBe(kind);
    },
  );

  it('is one wherever the old primary archived', () => {
    const apart = (uploads: readonly Upload[]): Upload[] =>
      uploads.map((upload) => ({
        ...upload,
        destination: upload.host === OLD ? 's3://old/db' : 's3://new/db',
      }));

    expect(check(apart(failover(34)))).toMatchObject({ code: 'wal-gap', severity: 'critical' });
    expect(check(apart(failover(30))).kind).toBe('clear');
  });

  it('is open and critical while the old primary is not back', () => {
    expect(check(failover(34))).toMatchObject({
      code: 'wal-gap',
      severity: 'critical',
      headline: `the failover left a hole in the WAL archive: ${RANGE} were not pushed by ${OLD}, which is not back. Do not reinit ${OLD}`,
    });
  });

  it('is none where another host has pushed the rest while the metrics are down', () => {
    const rest = [30, 31, 32, 33].map((number) =>
      completed(10 * MINUTE, { file: segment(number), host: 'patroni-08', pid: number }),
    );
    const last = completed(5 * SECOND, { file: segment(44, 6), pid: 999 });
    const ours = failover(34).map((one) => ({ ...one, host: PRIMARY }));
    const uploads = [...ours, ...rest, last];
    const replica = unavailable('timeout', 'no answer in time');

    const finding = failoverGap(healthySnapshot({ log: { uploads }, metrics: { replica } }));

    expect(finding.kind).toBe('clear');
  });

  it('is open where nobody says whether the old primary is back', () => {
    const snapshot = healthySnapshot({
      log: { source: 'log files', uploads: failover(34) },
      metrics: { replica: unavailable('timeout', 'no answer in time') },
    });

    expect(failoverGap(snapshot)).toMatchObject({ severity: 'critical' });
    expect(JSON.stringify(failoverGap(snapshot))).toContain('is not known: no answer in time');
  });

  it.each([
    { back: 5 * MINUTE - 30 * SECOND, severity: 'warning', words: 'may still come' },
    { back: 5 * MINUTE + 30 * SECOND, severity: 'critical', words: 'are lost' },
  ])('with the old primary back for $back ms: $words', ({ back, severity, words }) => {
    expect(check(failover(34), backFor(back))).toMatchObject({
      severity,
      headline: expect.stringContaining(words),
    });
  });

  it.each([
    { ago: 4 * MINUTE, severity: 'warning' },
    { ago: 6 * MINUTE, severity: 'critical' },
  ])('with the last late push $ago ms ago is $severity', ({ ago, severity }) => {
    const late = completed(ago, { file: segment(30), host: OLD, pid: 70 });
    const rest = `${segment(31)}–21`;

    expect(check([...failover(34), late])).toMatchObject({
      severity,
      headline: expect.stringContaining(rest),
    });
  });

  it('is closing while a late push is open, however long', () => {
    const late = open(15 * MINUTE, { file: segment(30), host: OLD, pid: 70 });

    expect(check([...failover(34), late])).toMatchObject({ severity: 'warning' });
  });

  it('is not closing because of a push that died with the old primary', () => {
    const died = open(22 * MINUTE, { file: segment(30), host: OLD, pid: 70 });

    expect(check([...failover(34), died])).toMatchObject({ severity: 'critical' });
  });

  it.each([
    { ago: 5 * MINUTE - SECOND, severity: 'warning' },
    { ago: 5 * MINUTE, severity: 'critical' },
  ])('is given a grace: $ago ms after the switch it is $severity', ({ ago, severity }) => {
    expect(check(failover(34, ago))).toMatchObject({ severity });
  });

  it('closes when all of the tail has come late', () => {
    const late = [30, 31, 32, 33].map((number) =>
      completed(2 * MINUTE, { file: segment(number), host: OLD, pid: 70 }),
    );

    expect(check([...failover(34), ...late]).kind).toBe('clear');
  });

  it('is only a warning where the metric shows that the log lost the last lines of the old primary', () => {
    const snapshot = healthySnapshot({
      log: { uploads: failover(34) },
      metrics: {
        replica: metric({ [PRIMARY]: 0, [OLD]: gone }),
        lastArchive: metric({
          [OLD]: (ago) => (ago > 20 * MINUTE ? (NOON - ago - SECOND) / SECOND : undefined),
        }),
      },
    });

    expect(failoverGap(snapshot)).toMatchObject({ severity: 'warning' });
  });

  it('is a warning where a base backup has succeeded since', () => {
    const snapshot = healthySnapshot({ log: { uploads: failover(34) } });
    const baseBackupSuccess = jobMetric({
      patroni: (pointAgo) => (pointAgo === 0 ? (NOON - 10 * MINUTE) / SECOND : undefined),
    });
    const withBackup = { ...snapshot, metrics: { ...snapshot.metrics, baseBackupSuccess } };

    expect(failoverGap(withBackup)).toMatchObject({ severity: 'warning' });
  });

  it('is not told by wal-gap a second time', () => {
    const snapshot = healthySnapshot({ log: { uploads: failover(34) } });

    expect(walGap(snapshot).kind).toBe('clear');
  });

  it('is not judged at the edge of the window, unless the history file was seen there', () => {
    const old = completed(60 * MINUTE, { file: segment(20), host: OLD, pid: 1 });
    const next = completed(56 * MINUTE, { file: segment(30, 6), pid: 2 });
    const history = completed(57 * MINUTE, { file: '00000006.history', pid: 3 });

    expect(check([old, next]).kind).toBe('clear');
    expect(check([old, history, next])).toMatchObject({ severity: 'critical' });
  });

  it('is not judged where the old timeline was only seen late', () => {
    const late = failover(34).filter(({ endedAt }) => (endedAt ?? 0) >= NOON - 20 * MINUTE);
    const leftover = completed(2 * MINUTE, { file: segment(10), host: OLD, pid: 70 });

    expect(check([...late, leftover]).kind).toBe('clear');
  });

  it('is seen when the old primary is no longer known to the metrics', () => {
    const snapshot = healthySnapshot({
      log: { uploads: failover(34) },
      metrics: { replica: metric({ [PRIMARY]: 0 }) },
    });

    expect(failoverGap(snapshot)).toMatchObject({ severity: 'critical' });
  });

  it('does not make a wrong host of the one that pushes it late', () => {
    const late = completed(30 * SECOND, { file: segment(30), host: OLD, pid: 70 });
    const snapshot = healthySnapshot({
      log: { uploads: [...failover(34), late] },
      metrics: { replica: metric({ [PRIMARY]: 0, [OLD]: 1 }) },
    });

    expect(wrongHost(snapshot).kind).toBe('clear');
  });
});

describe('a real failover with a backlog, read from the logs of both hosts', () => {
  it('leaves 5 to 7 behind', async () => {
    const at = Date.parse('2026-11-24T02:50:00Z');
    const paths = ['a-primary', 'b-new-primary'].map(
      (host) => `test/fixtures/wal-e/82-failover-with-backlog-${host}.syslog-json.log`,
    );
    const signal = AbortSignal.timeout(5000);
    const uploadLog = await askLogFiles(paths, 24 * HOUR)({ at, historic: true, signal });

    expect(
      failoverGap({ ...healthySnapshot({ uploadLog, metrics: NO_METRICS }), at }),
    ).toMatchObject({
      severity: 'critical',
      headline:
        'the failover left a hole in the WAL archive: 000000010000000000000005–07 were not pushed by patroni-01-db-lab, which is not known to be back. Do not reinit patroni-01-db-lab',
    });
  });
});

describe('with Patroni', () => {
  /** Segment 34 of the old timeline holds the switch. */
  const SWITCH = { timeline: 5, lsn: BigInt(0x10 * 256 + 34) * 0x100_0000n + 99n };
  const member = (timeline: number | undefined, state = 'running') => ({
    host: OLD,
    role: 'replica',
    state,
    timeline,
  });
  const withPatroni = (
    uploads: readonly Upload[],
    members: Extract<Snapshot['patroni'], { kind: 'measured' }>['value']['members'] = [],
    replica = metric({ [PRIMARY]: 0, [OLD]: gone }),
  ) =>
    healthySnapshot({
      log: { uploads },
      metrics: { replica },
      patroni: measured(
        { members, switches: [{ ...SWITCH, at: NOON - 20 * MINUTE - 10 * SECOND }] },
        NOON,
      ),
    });

  it('the hole is known before the new timeline has completed anything', () => {
    const oldOnly = failover(34).filter(({ host }) => host === OLD);

    expect(failoverGap(withPatroni(oldOnly))).toMatchObject({
      severity: 'critical',
      headline: expect.stringContaining(RANGE),
    });
  });

  it('a hole at the beginning of the new timeline is seen', () => {
    expect(walGap(withPatroni(failover(36)))).toMatchObject({
      code: 'wal-gap',
      headline: expect.stringContaining(`${segment(34, 6)}–23`),
    });
    expect(walGap(withPatroni(failover(34))).kind).toBe('clear');
  });

  it('a switch on the border of two segments leaves no hole', () => {
    const snapshot = withPatroni(failover(30));
    const lsn = BigInt(0x10 * 256 + 30) * 0x100_0000n;
    const patroni = measured(
      { members: [], switches: [{ timeline: 5, lsn, at: NOON - 21 * MINUTE + SECOND }] },
      NOON,
    );

    expect(failoverGap({ ...snapshot, patroni }).kind).toBe('clear');
  });

  it.each([
    { members: [member(6)], words: 'are lost' },
    { members: [member(5)], words: 'Do not reinit' },
    { members: [member(6, 'start failed')], words: 'Do not reinit' },
    { members: [], words: 'Do not reinit' },
  ])('members $members: $words', ({ members, words }) => {
    expect(failoverGap(withPatroni(failover(34), members))).toMatchObject({
      severity: 'critical',
      headline: expect.stringContaining(words),
    });
  });

  it('the metric counts for a member that Patroni has no timeline of', () => {
    const replica = metric({ [PRIMARY]: 0, [OLD]: backFor(10 * MINUTE) });

    expect(failoverGap(withPatroni(failover(34), [member(undefined)], replica))).toMatchObject({
      headline: expect.stringContaining('are lost'),
    });
  });

  it('is named among the sources where it was configured and did not answer', () => {
    const patroni = unavailable('timeout', 'no answer in time');

    expect(unavailableSources(healthySnapshot({ patroni }))).toContainEqual({
      source: 'patroni',
      reason: 'timeout',
      detail: 'no answer in time',
    });
    expect(unavailableSources(healthySnapshot())).not.toContainEqual(
      expect.objectContaining({ source: 'patroni' }),
    );
  });
});

describe('the .history file of the new timeline', () => {
  it('is missed where the timeline began in the window', () => {
    const uploads = failover(30);
    const history = completed(20 * MINUTE + 5 * SECOND, { file: '00000006.history', pid: 1 });

    expect(factsOf(healthySnapshot({ log: { uploads } })).sequence?.missingHistory).toBe(
      '00000006.history',
    );
    expect(
      factsOf(healthySnapshot({ log: { uploads: [...uploads, history] } })).sequence
        ?.missingHistory,
    ).toBeUndefined();
  });
});
