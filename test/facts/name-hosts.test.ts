import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MetricReading, MetricSeries, NamelessSeries } from '../../src/domain/metrics.ts';
import type { LogProbe } from '../../src/domain/log-probe.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Upload } from '../../src/domain/upload.ts';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import {
  hostNamesIn,
  nameHosts,
  nameHostsInLog,
  nameHostsInProbe,
} from '../../src/facts/name-hosts.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { MINUTE, SECOND } from '../support/time.ts';
import {
  completed,
  END_OF_LAST,
  failure,
  healthySnapshot,
  jobMetric,
  metric,
  moments,
  NOON,
  NO_METRICS,
  open,
  segment,
  upload,
  uploadLog,
  NOT_SHIPPED,
  type Difference,
} from '../support/snapshot.ts';
import { codeOf, verdictOf } from '../support/verdict.ts';

const RUNS = { numRuns: 300, seed: 20261124 };

/** A healthy cluster whose hosts are called so by the metrics, and by the log. */
const calledSo = (
  primary: string,
  replica: string,
  inLog = primary,
  uploads: readonly Upload[] = [],
): Snapshot =>
  healthySnapshot({
    log: {
      uploads: [
        completed(5 * MINUTE, { file: segment(0x76), pid: 99, host: inLog }),
        upload({ host: inLog }),
        ...uploads,
      ],
      pipeline: {
        newestAt: NOON - SECOND,
        hosts: [{ host: inLog, newestAt: NOON - SECOND }],
        tags: [],
      },
    },
    metrics: {
      replica: metric({ [primary]: 0, [replica]: 1 }),
      lastArchive: metric({ [primary]: moments(20 * SECOND) }),
      logExporterUp: metric({ [primary]: 1 }),
      pendingWal: metric({ [primary]: 0 }),
      walPosition: metric({ [primary]: END_OF_LAST + 1_000_000 }),
    },
  });

const seriesOf = (reading: MetricReading): readonly MetricSeries[] =>
  reading.kind === 'unavailable' ? [] : reading.value;

const roles = (
  series: readonly MetricSeries[],
  nameless: readonly NamelessSeries[],
  other: Parameters<typeof healthySnapshot>[0] = {},
) => ({
  ...healthySnapshot(other),
  metrics: {
    ...healthySnapshot(other).metrics,
    replica: { ...measured(series, NOON), nameless },
  },
});

describe('one name for each host', () => {
  it('is what every reading of a snapshot has', () => {
    const snapshot = {
      ...calledSo('db-01.dc1.example', 'db-02.dc1.example', 'db-01', [
        upload({ host: 'db-02', file: segment(0x70), pid: 7 }),
      ]),
      patroni: measured(
        {
          members: [
            { host: 'db-01', role: 'leader', state: 'running', timeline: 5 },
            { host: 'pg1', address: 'db-02.dc1.example', role: 'replica', state: 'x', timeline: 5 },
            { host: 'pg2', role: 'replica', state: 'x', timeline: 5 },
          ],
          switches: [],
        },
        NOON,
      ),
    };
    const backups = jobMetric({ patroni: 1 }, { patroni: ['db-02.dc1.example', 'push.example'] });

    const named = nameHosts({
      ...snapshot,
      metrics: { ...snapshot.metrics, baseBackupSuccess: backups },
    });

    expect(seriesOf(named.metrics.replica).map(({ host }) => host)).toEqual(['db-01', 'db-02']);
    expect(seriesOf(named.metrics.pendingWal).map(({ host }) => host)).toEqual(['db-01']);
    expect(named.metrics.baseBackupSuccess).toMatchObject({
      value: [{ hosts: ['db-02', 'push'] }],
    });
    expect(named.uploadLog).toMatchObject({
      value: {
        uploads: [{ host: 'db-01' }, { host: 'db-01' }, { host: 'db-02' }],
        ended: { value: { uploads: [{ host: 'db-01' }, { host: 'db-01' }, { host: 'db-02' }] } },
        pipeline: { value: { hosts: [{ host: 'db-01' }] } },
        doubtfulHosts: [],
      },
    });
    expect(named.patroni).toMatchObject({
      value: { members: [{ host: 'db-01' }, { host: 'db-02' }, { host: 'pg2' }] },
    });
  });

  it('is what every part of the log has, also of what was tried, counted and not understood', () => {
    const host = 'db-01.dc1.example';
    const missing = { timeline: 5, first: 7, last: 7, host, before: NOON, after: NOON };
    const tries = {
      uploads: [open(MINUTE, { host })],
      failures: [failure(MINUTE, { host })],
      wholeUntil: NOON,
      wholeSince: NOON,
    };
    const earlier = { from: NOON, segments: 1, counted: [], missing: [missing] };
    const line = { host, count: 1, sample: 'x', newestAt: NOON };
    const complaint = { host, zone: 'IST', file: undefined, text: 'x' };
    const named = nameHostsInLog(
      measured(
        uploadLog({
          uploads: [],
          ended: { from: NOON, uploads: [], tries, earlier },
          unread: {
            count: 1,
            samples: [],
            troubling: [line],
            undated: { count: 1, newest: [complaint] },
            zoneErrors: [{ host, count: 2, offset: -60 * MINUTE }],
          },
        }),
        NOON,
      ),
    );

    expect(JSON.stringify(named)).not.toContain(host);
    expect(JSON.stringify(named).match(/"host":"db-01"/g)).toHaveLength(6);
  });

  it('makes one series of several, and keeps what they were', () => {
    const points = (value: number) => [{ at: NOON, value }];
    const reading = measured(
      [
        { host: 'db-01', points: points(3) },
        { host: 'db-01.dc1', points: points(7) },
      ],
      NOON,
    );

    const { metrics } = nameHosts({
      ...healthySnapshot(),
      metrics: { ...NO_METRICS, pendingWal: reading },
    });

    expect(metrics.pendingWal).toMatchObject({
      value: [{ host: 'db-01', points: points(7), parts: [points(3), points(7)] }],
    });
  });

  it('is the same when it is given again', () => {
    const snapshot = calledSo('db-01.dc1', 'db-01.dc2', 'db-01');

    const once = nameHosts(snapshot);

    expect(nameHosts(once)).toEqual(once);
    expect(reportStatus(once, 0).verdict).toEqual(reportStatus(snapshot, 0).verdict);
  });

  it('is short in the answer, whatever the sources call the host', () => {
    const form = fc.constantFrom('db-01', 'db-01.dc1', 'db-01.dc1');
    const other = fc.constantFrom('db-02', 'db-02.dc1', 'db-02.dc2.example');
    fc.assert(
      fc.property(form, other, form, (primary, replica, inLog) => {
        const { verdict, overview } = reportStatus(calledSo(primary, replica, inLog), 0);

        expect(verdict.code).toBe('healthy');
        expect(overview.primary?.host).toBe('db-01');
        expect(overview.lastComplete?.host).toBe('db-01');
      }),
      RUNS,
    );
  });

  it('is full where short ones would be the same, and then a short one in the log is nobody’s', () => {
    const domains = fc.uniqueArray(fc.constantFrom('dc1', 'dc2', 'dc1.example', 'x.y'), {
      minLength: 2,
      maxLength: 2,
    });
    fc.assert(
      fc.property(domains, ([one = '', other = '']) => {
        const [primary, replica] = [`db-01.${one}`, `db-01.${other}`];
        const known = reportStatus(calledSo(primary, replica), 0);

        expect(known.verdict.code).toBe('healthy');
        expect(known.overview.primary?.host).toBe(primary);
        expect(codeOf(calledSo(primary, replica, 'db-01'))).toBe('cannot-tell');
        expect(verdictOf(calledSo(primary, replica, replica)).severity).not.toBe('ok');
      }),
      RUNS,
    );
  });
});

describe('what the log has of a host under its full name', () => {
  const full = 'db-01.dc1.example';
  const healthy = calledSo(full, 'db-02.dc1.example');
  const withLog = (difference: Partial<UploadLog>): Snapshot => ({
    ...healthy,
    uploadLog:
      healthy.uploadLog.kind === 'measured'
        ? measured({ ...healthy.uploadLog.value, ...difference }, NOON)
        : healthy.uploadLog,
  });
  const unread = { count: 3, samples: [] };

  it('is an error of the primary that may hide a failure', () => {
    const troubling = [{ host: full, count: 3, sample: 'push failed', newestAt: NOON }];

    expect(codeOf(healthy)).toBe('healthy');
    expect(codeOf(withLog({ unread: { ...unread, troubling } }))).toBe('cannot-tell');
  });

  it('is a complaint of the primary without a time', () => {
    const newest = [{ host: full, zone: 'IST', file: undefined, text: 'archive command failed' }];
    const undated = { count: 1, newest };

    expect(codeOf(withLog({ unread: { ...unread, count: 0, undated } }))).toBe('cannot-tell');
  });
});

describe('the name of a host', () => {
  const points = [{ at: NOON, value: 3 }];
  const inMetrics = (...hosts: readonly string[]) => ({
    ...NO_METRICS,
    pendingWal: measured(
      hosts.map((host) => ({ host, points })),
      NOON,
    ),
  });
  const named = (metrics: Snapshot['metrics'], log: Difference['log']) =>
    nameHosts({
      ...healthySnapshot({ log: { pipeline: NOT_SHIPPED, ...log } }),
      metrics,
    });
  const doubtful = (metrics: Snapshot['metrics'], host: string) => {
    const { uploadLog: log } = named(metrics, { uploads: [upload({ host })] });
    return log.kind === 'measured' ? log.value.doubtfulHosts : undefined;
  };

  it('stays full where the log alone knows a namesake', () => {
    const uploads = [upload({ host: 'db-01.dc1' }), upload({ host: 'db-01.dc2' })];
    const both = named(inMetrics('db-01.dc1'), { uploads });

    expect(seriesOf(both.metrics.pendingWal)).toEqual([{ host: 'db-01.dc1', points }]);
    expect(nameHostsInLog(measured(uploadLog({ uploads }), NOON))).toMatchObject({
      value: { uploads: [{ host: 'db-01.dc1' }, { host: 'db-01.dc2' }] },
    });
    expect(nameHostsInLog(measured(uploadLog({ uploads: uploads.slice(1) }), NOON))).toMatchObject({
      value: { uploads: [{ host: 'db-01' }] },
    });
  });

  it('stays full where a namesake only ships its lines', () => {
    const pipeline = {
      newestAt: NOON,
      hosts: [{ host: 'db-01.dc2', newestAt: NOON }],
      tags: [],
    };
    const both = named(inMetrics('db-01.dc1'), { pipeline, uploads: [] });

    expect(seriesOf(both.metrics.pendingWal)[0]?.host).toBe('db-01.dc1');
  });

  it('is short without a log, unless another name is known besides', () => {
    const snapshot = {
      metrics: inMetrics('db-01.dc1'),
      uploadLog: unavailable('timeout', 'no answer in time'),
    };

    expect(hostNamesIn(snapshot).nameOf('db-01.dc1')).toBe('db-01');
    expect(hostNamesIn(snapshot, ['db-01.dc2']).nameOf('db-01.dc1')).toBe('db-01.dc1');
    expect(seriesOf(nameHosts({ ...healthySnapshot(), ...snapshot }).metrics.pendingWal)).toEqual([
      { host: 'db-01', points },
    ]);
  });

  it('is in doubt in the log where it is short and several of the metrics have it', () => {
    const mayBe = ['db-01.dc1', 'db-01.dc2'];
    const metrics = inMetrics(...mayBe);

    expect(doubtful(metrics, 'db-01')).toEqual([{ host: 'db-01', mayBe }]);
    expect(doubtful(metrics, 'db-01.dc1')).toEqual([]);
    expect(doubtful(inMetrics('db-01.dc1'), 'db-01')).toEqual([]);
  });

  it('is in doubt in the log under another domain than the metrics have it', () => {
    const metrics = inMetrics('db-01.dc1', 'db-02.dc1');

    expect(doubtful(metrics, 'db-01.other')).toEqual([
      { host: 'db-01.other', mayBe: ['db-01.dc1'] },
    ]);
    expect(doubtful(metrics, 'db-03.other')).toEqual([]);
  });

  it('is in no doubt under another domain where the log has the host of the metrics as well', () => {
    const { uploadLog: log } = named(inMetrics('db-01.dc1'), {
      uploads: [upload({ host: 'db-01.other' }), upload({ host: 'db-01.dc1' })],
    });

    expect(log).toMatchObject({ value: { doubtfulHosts: [] } });
  });

  it('leaves the values of a short one nameless where it may mean several hosts', () => {
    const { metrics } = named(inMetrics('db-01', 'db-01.dc1', 'db-01.dc2'), { uploads: [] });

    expect(metrics.pendingWal).toMatchObject({
      value: [{ host: 'db-01.dc1' }, { host: 'db-01.dc2' }],
      nameless: [{ label: 'db-01, which may be db-01.dc1 or db-01.dc2', points }],
    });
    expect(named(inMetrics('db-01'), { uploads: [] }).metrics.pendingWal).not.toHaveProperty(
      'nameless',
    );
  });

  it('keeps what was nameless before, and is the one in the labels that tell clusters apart', () => {
    const replica = {
      ...measured([{ host: 'db-01.dc1', points }], NOON),
      nameless: [{ label: 'x', points }],
      apart: [{ label: 'cluster', values: { 'db-01.dc1': 'main' } }],
    };

    expect(named({ ...NO_METRICS, replica }, { uploads: [] }).metrics.replica).toMatchObject({
      value: [{ host: 'db-01' }],
      nameless: [{ label: 'x' }],
      apart: [{ label: 'cluster', values: { 'db-01': 'main' } }],
    });
  });

  it('keeps the samples of the one series that a host has', () => {
    const pendingWal = measured([{ host: 'db-01.dc1', points, scrapes: points }], NOON);

    expect(named({ ...NO_METRICS, pendingWal }, { uploads: [] }).metrics.pendingWal).toMatchObject({
      value: [{ host: 'db-01', scrapes: points }],
    });
  });

  it('is there once in a look at the index that has it twice', () => {
    const names = hostNamesIn({ metrics: inMetrics('db-01.dc1'), uploadLog: NOT_SHIPPED });
    const probe = { index: 'logs', hosts: ['db-01', 'db-01.dc1', 'db-02'] } as unknown as LogProbe;

    expect(nameHostsInProbe(measured(probe, NOON), names)).toMatchObject({
      value: { index: 'logs', hosts: ['db-01', 'db-02'] },
    });
    expect(nameHostsInProbe(NOT_SHIPPED, names)).toBe(NOT_SHIPPED);
  });

  it('is in no doubt either where the log has one of several that it is like', () => {
    const { uploadLog: log } = named(inMetrics('db-01.dc1', 'db-01.dc2'), {
      uploads: [upload({ host: 'db-01.other' }), upload({ host: 'db-01.dc1' })],
    });

    expect(log).toMatchObject({ value: { doubtfulHosts: [] } });
  });

  it('is that of a member of Patroni whose address the log alone knows', () => {
    const patroni = measured(
      {
        members: [{ host: 'pg1', address: 'db-01', role: 'leader', state: 'running', timeline: 5 }],
        switches: [],
      },
      NOON,
    );
    const snapshot = healthySnapshot({ patroni, log: { uploads: [upload({ host: 'db-01' })] } });

    expect(nameHosts({ ...snapshot, metrics: NO_METRICS }).patroni).toMatchObject({
      value: { members: [{ host: 'db-01', address: 'db-01' }] },
    });
  });

  it('tells when a host that ships under two names last did', () => {
    const pipeline = {
      newestAt: NOON,
      hosts: [
        { host: 'db-01', newestAt: NOON },
        { host: 'db-01.dc1', newestAt: NOON - MINUTE },
      ],
      tags: [],
    };

    expect(named(NO_METRICS, { pipeline }).uploadLog).toMatchObject({
      value: { pipeline: { value: { hosts: [{ host: 'db-01', newestAt: NOON }] } } },
    });
  });
});

const hosts = fc.uniqueArray(
  fc.constantFrom(
    'db-01',
    'db-01.dc1',
    'db-01.dc2',
    'db-02.dc1',
    'db-03',
    '2001:db8::9',
    '10.0.0.7',
  ),
  { minLength: 1, maxLength: 5 },
);

describe('a role that is taken away', () => {
  it('never leaves a healthy answer when it was a primary’s: neither its series nor its name', () => {
    const taken = fc.constantFrom('series', 'name');
    fc.assert(
      fc.property(hosts, fc.nat(), fc.boolean(), taken, (names, seed, two, how) => {
        const gone = names[seed % names.length] ?? '';
        // What is left is called what the log and the other metrics call their host.
        const rest = names.filter((host) => host !== gone && host !== 'db-01');
        const values = Object.fromEntries(rest.map((host) => [host, 1]));
        const snapshot = two ? { ...values, 'patroni-01': 0 } : { ...values, 'patroni-02': 1 };
        const points = seriesOf(metric({ [gone]: 0 }))[0]?.points ?? [];
        const nameless = how === 'name' ? [{ label: 'fqdn "a b"', points }] : [];
        const { severity } = verdictOf(roles(seriesOf(metric(snapshot)), nameless));
        // A second primary whose series is gone altogether has left no trace.
        const leftNoTrace = two && how === 'series';

        expect(severity === 'ok').toBe(leftNoTrace);
      }),
      RUNS,
    );
  });

  it('says that there is no primary only where nothing that calls itself one is left', () => {
    const replicas = seriesOf(metric({ 'patroni-02': 1, 'patroni-03': 1 }));
    const [{ points } = { points: [] }] = seriesOf(metric({ x: 0 }));

    // Whoever archives without a role might be the primary.
    const nobody = {
      log: { uploads: [] },
      metrics: { lastArchive: unavailable('no-data', 'no series') },
    };

    expect(codeOf(roles(replicas, [], nobody))).toBe('no-primary');
    expect(codeOf(roles(replicas, []))).toBe('cannot-tell');
    expect(codeOf(roles(replicas, [{ label: 'x', points }], nobody))).toBe('cannot-tell');
  });

  it('is no loss when it is of an exporter that has gone', () => {
    const ended = (value: number, ago: number) =>
      seriesOf(metric({ x: (before) => (before < ago ? undefined : value) }))[0]?.points ?? [];
    const torn = (ago: number) =>
      verdictOf(
        roles(
          [
            ...seriesOf(metric({ 'patroni-01': 0 })),
            { host: 'patroni-02', points: ended(1, 0), parts: [ended(1, 0), ended(0, ago)] },
          ],
          [],
        ),
      ).code;

    expect(torn(0)).toBe('cannot-tell');
    expect(torn(30 * SECOND)).toBe('cannot-tell');
    expect(torn(MINUTE)).toBe('healthy');
    expect(
      codeOf(
        roles(seriesOf(metric({ 'patroni-01': 0 })), [
          { label: 'x', points: ended(0, 5 * MINUTE) },
        ]),
      ),
    ).toBe('healthy');
  });
});

describe('uploads that cannot be given to a host', () => {
  const OLD = 45 * MINUTE;
  const ofPrimary = [completed(5 * MINUTE, { file: segment(0x76), pid: 99 }), upload()];
  const nobodys = (one: Upload): Upload[] => [...ofPrimary, { ...one, pid: 7, host: undefined }];
  const unreadHosts = { count: 1, samples: ['"db 02"'] };

  it.each([
    ['completed lately', nobodys(upload({ file: segment(0x60) })), 'unknown'],
    ['still open', nobodys(open(OLD)), 'unknown'],
    ['completed long ago', nobodys(completed(OLD)), 'ok'],
  ])('block health where one is %s', (_when, uploads, severity) => {
    const ended = { from: NOON - 60 * MINUTE, uploads: ofPrimary };

    expect(verdictOf(healthySnapshot({ log: { uploads, ended, unreadHosts } })).severity).toBe(
      severity,
    );
  });

  it('block it as well where one failed', () => {
    const failures = [failure(MINUTE, { host: undefined })];

    expect(verdictOf(healthySnapshot({ log: { failures, unreadHosts } })).severity).toBe('unknown');
  });

  it('do not make the archiver of the primary one that does not run, or whose lines do not arrive', () => {
    const nameless = uploadLog({
      uploads: [{ ...upload(), host: undefined }],
      unreadHosts,
    });
    const busy = { pendingWal: metric({ 'patroni-01': 5 }), lastArchive: NO_METRICS.lastArchive };

    expect(codeOf(healthySnapshot({ uploadLog: measured(nameless, NOON), metrics: busy }))).toBe(
      'cannot-tell',
    );
    expect(codeOf(healthySnapshot({ uploadLog: measured(nameless, NOON) }))).toBe('cannot-tell');
  });

  it('do not make an upload stuck that logs no begin', () => {
    const snapshot = (host: string | undefined) =>
      healthySnapshot({
        log: {
          uploads: [
            completed(40 * MINUTE, { archiver: 'wal-g', file: segment(0x60) }),
            { ...upload({ archiver: 'wal-g' }), host },
          ],
          ...(host === undefined ? { unreadHosts } : {}),
        },
        metrics: { pendingWal: metric({ 'patroni-01': 5 }), lastArchive: NO_METRICS.lastArchive },
      });

    expect(codeOf(snapshot('patroni-03'))).toBe('upload-stuck');
    expect(codeOf(snapshot(undefined))).toBe('cannot-tell');
  });

  it('do not make a metric stale whose host cannot be read', () => {
    const [{ points } = { points: [] }] = seriesOf(metric({ x: moments(20 * SECOND) }));
    const lastArchive = {
      ...measured(seriesOf(metric({ 'patroni-02': 0 })), NOON),
      nameless: [{ label: 'fqdn "a b"', points }],
    };

    expect(codeOf(healthySnapshot({ metrics: { lastArchive } }))).toBe('cannot-tell');
  });

  it('are those of the host itself in a log file that names none', () => {
    const own = uploadLog({
      source: 'log files',
      uploads: [{ ...upload(), host: undefined }],
      pipeline: NOT_SHIPPED,
    });

    expect(codeOf(healthySnapshot({ uploadLog: measured(own, NOON) }))).toBe('healthy');
    expect(codeOf(healthySnapshot({ uploadLog: measured({ ...own, unreadHosts }, NOON) }))).toBe(
      'cannot-tell',
    );
  });
});
