import { describe, expect, it } from '@jest/globals';
import { agreementChecks } from '../../src/checks/agreement-checks.ts';
import { logChecks } from '../../src/checks/log-checks.ts';
import { metricChecks } from '../../src/checks/metric-checks.ts';
import { NEEDED_SCOPES, slackChecks } from '../../src/checks/slack-checks.ts';
import type { LogProbe, ProbedField } from '../../src/domain/log-probe.ts';
import { METRIC_COSTS } from '../../src/domain/metric-costs.ts';
import { METRIC_NAMES } from '../../src/domain/metrics.ts';
import { measured, unavailable } from '../../src/domain/reading.ts';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import {
  healthySnapshot,
  metric,
  NO_METRICS,
  NOON,
  PRIMARY,
  REPLICA,
} from '../support/snapshot.ts';

const ALLOWANCE = 3 * MINUTE;

const field = (over: Partial<ProbedField> = {}): ProbedField => ({
  key: 'fields.message',
  field: 'json.message',
  mapped: true,
  exact: undefined,
  exactMapped: true,
  ...over,
});

const probe = (over: Partial<LogProbe> = {}) =>
  measured<LogProbe>(
    {
      index: 'logs',
      selector: 'json.tag: db.wale',
      filter: 'json.type: patroni',
      newestAt: NOON - SECOND,
      newestOfClusterAt: NOON - SECOND,
      newestOfArchiverAt: NOON - 20 * SECOND,
      documents: 20,
      withMessage: 20,
      withTimestamp: 20,
      withHost: 20,
      hosts: [PRIMARY],
      unread: 0,
      unreadSample: undefined,
      fields: measured([field()], NOON),
      archiver: 'auto',
      archivers: ['wal-e'],
      zoneErrors: [],
      values: [],
      ...over,
    },
    NOON,
  );

const inLog = (over: Partial<LogProbe> = {}) => logChecks(probe(over), NOON, ALLOWANCE);
const troubles = (checks: ReturnType<typeof logChecks>) =>
  checks
    .filter(({ outcome }) => outcome !== 'works')
    .map(({ subject, outcome }) => ({ subject, outcome }));

describe('what the doctor says of the log', () => {
  it('finds nothing wrong where all is well', () => {
    expect(troubles(inLog())).toEqual([]);
  });

  it.each([
    ['no document', { newestAt: undefined }, 'log pipeline', 'broken'],
    ['a pipeline that is late', { newestAt: NOON - 2 * ALLOWANCE - 1 }, 'log pipeline', 'lacking'],
    ['a filter that finds nothing', { newestOfClusterAt: undefined }, 'filter', 'broken'],
    ['a selector that finds nothing', { newestOfArchiverAt: undefined }, 'selector', 'broken'],
    ['no message', { withMessage: 0 }, 'fields.message', 'broken'],
    ['some documents without a host', { withHost: 19 }, 'fields.host', 'lacking'],
    ['lines that are not understood', { unread: 20, unreadSample: 'x' }, 'log lines', 'broken'],
    ['a line that is not understood', { unread: 1, unreadSample: 'x' }, 'log lines', 'lacking'],
    [
      'a mapping that is not read',
      { fields: unavailable('refused', 'HTTP 403') },
      'mapping',
      'unknown',
    ],
    [
      'a field that is not there',
      { fields: measured([field({ mapped: false })], NOON) },
      'mapping',
      'broken',
    ],
    [
      'an exact form that is not there',
      {
        fields: measured([field({ key: 'filter', exact: 'f.keyword', exactMapped: false })], NOON),
      },
      'mapping',
      'broken',
    ],
  ])('%s', (_what, over, subject, outcome) => {
    expect(troubles(inLog(over))).toEqual([{ subject, outcome }]);
  });

  it('a pipeline just in time is no trouble', () => {
    expect(troubles(inLog({ newestAt: NOON - 2 * ALLOWANCE }))).toEqual([]);
  });

  it('one of several fields for the same thing is enough', () => {
    const fields = measured([field({ mapped: false }), field({ field: 'json.pg_message' })], NOON);

    expect(troubles(inLog({ fields }))).toEqual([]);
  });

  it('whatever is broken comes with what it costs and what to set', () => {
    const gone = logChecks(unavailable('unreachable', 'connection refused'), NOON, ALLOWANCE);
    const checks = [
      ...gone,
      ...inLog({ newestOfArchiverAt: undefined }),
      ...inLog({ withMessage: 0 }),
    ];

    for (const check of checks.filter(({ outcome }) => outcome === 'broken')) {
      expect(check).toMatchObject({ cost: expect.any(String), remedy: expect.any(String) });
    }
  });
});

describe('what the doctor says of the metrics', () => {
  const outcomes = (snapshot = healthySnapshot()) =>
    Object.fromEntries(metricChecks(snapshot).map(({ subject, outcome }) => [subject, outcome]));

  it('tells each query, and what is lost without it', () => {
    const checks = metricChecks(healthySnapshot());

    for (const name of METRIC_NAMES) {
      expect(checks.filter(({ subject }) => subject.split(/[ ,]+/).includes(name))).toHaveLength(1);
    }
    expect(outcomes()).toMatchObject({ 'query replica': 'works', primary: 'works' });
  });

  it('tells together what lacks for the same reason, each with its cost', () => {
    const off = unavailable('not-configured', 'no query is set, by preset or configuration');
    const none = (of: string) => unavailable('no-data', `no series answers to ${of}`);
    const { metrics } = healthySnapshot();
    const works = Object.fromEntries(METRIC_NAMES.map((name) => [name, metrics.replica]));
    const checks = metricChecks({
      ...healthySnapshot(),
      metrics: {
        ...metrics,
        ...works,
        lastArchive: off,
        walDiskFree: off,
        archiverAge: none('age{}'),
        archiverFailedCount: none('failed{}'),
      },
    });

    expect(checks.filter(({ outcome }) => outcome !== 'works')).toEqual([
      {
        subject: 'queries lastArchive and walDiskFree',
        outcome: 'off',
        found: 'no query is set, by preset or configuration',
        cost: `${METRIC_COSTS.lastArchive} (lastArchive); ${METRIC_COSTS.walDiskFree} (walDiskFree)`,
      },
      {
        subject: 'queries archiverAge and archiverFailedCount',
        outcome: 'lacking',
        found: 'no series answers to age{}; no series answers to failed{}',
        cost: `${METRIC_COSTS.archiverAge} (archiverAge); ${METRIC_COSTS.archiverFailedCount} (archiverFailedCount)`,
        remedy:
          'set these in prometheus.queries, or prometheus.labels, or null where there is no such metric',
      },
    ]);
    expect(checks).toHaveLength(METRIC_NAMES.length - 2 + 1);
  });

  it('tells what lacks alone by itself', () => {
    const { metrics } = healthySnapshot();
    const works = Object.fromEntries(METRIC_NAMES.map((name) => [name, metrics.replica]));
    const archiverAge = unavailable('no-data', 'no series');
    const checks = metricChecks({
      ...healthySnapshot(),
      metrics: { ...metrics, ...works, archiverAge },
    });

    expect(checks.find(({ subject }) => subject === 'query archiverAge')).toMatchObject({
      cost: 'one sign of life less',
      remedy: expect.stringContaining('prometheus.queries.archiverAge'),
    });
  });

  it('without the role of the hosts nothing is worth having', () => {
    const replica = unavailable('no-data', 'no series');

    const found = outcomes(healthySnapshot({ metrics: { replica } }));

    expect(found).toMatchObject({ 'query replica': 'broken' });
    // What follows from it is no mistake of its own.
    expect(found).not.toHaveProperty('primary');
  });

  it('what was switched off is no trouble, and its cost is said', () => {
    const pendingWal = unavailable('not-configured', 'no query is set, by preset or configuration');
    const checks = metricChecks(healthySnapshot({ metrics: { pendingWal } }));

    expect(checks.find(({ subject }) => subject.includes('pendingWal'))).toMatchObject({
      outcome: 'off',
      cost: expect.stringContaining(METRIC_COSTS.pendingWal),
    });
  });

  it.each([
    { ago: 2 * MINUTE, outcome: 'works' },
    { ago: 2.5 * MINUTE, outcome: 'lacking' },
  ])('a newest value $ago ms ago is $outcome', ({ ago, outcome }) => {
    const pendingWal = metric({ [PRIMARY]: (before) => (before < ago ? undefined : 0) });

    expect(outcomes(healthySnapshot({ metrics: { pendingWal } }))['query pendingWal']).toBe(
      outcome,
    );
  });

  it('says once that the server is down', () => {
    expect(metricChecks(healthySnapshot({ metrics: NO_METRICS }))).toMatchObject([
      { subject: 'Prometheus', outcome: 'broken', found: 'no answer in time' },
    ]);
  });

  it('several primaries point to labels that are missing', () => {
    const replica = metric({ [PRIMARY]: 0, [REPLICA]: 0 });

    expect(metricChecks(healthySnapshot({ metrics: { replica } })).at(-1)).toMatchObject({
      subject: 'primary',
      outcome: 'broken',
      remedy: expect.stringContaining('prometheus.labels'),
    });
  });

  it('no primary is right for a standby cluster alone', () => {
    const metrics = { replica: metric({ [PRIMARY]: 1 }) };

    expect(outcomes(healthySnapshot({ metrics }))['primary']).toBe('broken');
    expect(outcomes(healthySnapshot({ metrics, cluster: { standby: true } }))['primary']).toBe(
      'works',
    );
  });
});

describe('what the doctor says of both', () => {
  const outcomes = (hosts: readonly string[], clockSkewMs: number | undefined = 0) =>
    agreementChecks({ ...healthySnapshot(), clockSkewMs }, hosts).map(({ outcome }) => outcome);

  it.each([
    { hosts: [PRIMARY], outcome: 'works' },
    { hosts: [PRIMARY, 'other'], outcome: 'lacking' },
    { hosts: ['other'], outcome: 'broken' },
  ])('the hosts $hosts in the log: $outcome', ({ hosts, outcome }) => {
    expect(outcomes(hosts)[0]).toBe(outcome);
  });

  it.each([
    { skew: 4999, outcome: 'works' },
    { skew: -5000, outcome: 'lacking' },
    { skew: undefined, outcome: 'unknown' },
  ])('a clock that is $skew ms off: $outcome', ({ skew, outcome }) => {
    const checks = agreementChecks({ ...healthySnapshot(), clockSkewMs: skew }, [PRIMARY]);

    expect(checks.at(-1)).toMatchObject({ subject: 'clock', outcome });
  });
});

describe('what the doctor says of Slack', () => {
  const identity = (...scopes: string[]) => ({ team: 'T', scopes, channels: [] });

  it.each([
    ['nothing without a token', undefined, []],
    ['a token that is taken', measured(identity(...Object.keys(NEEDED_SCOPES)), NOON), ['works']],
    ['a token without its scope', measured(identity(''), NOON), ['broken']],
    ['a token that knows commands alone', measured(identity('commands'), NOON), ['lacking']],
    ['a token that is refused', unavailable('refused', 'x'), ['broken']],
  ])('%s', (_what, identity, outcomes) => {
    expect(slackChecks(identity).map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  it('doubts the token only where Slack refuses it', () => {
    const remedies = (['refused', 'unreachable', 'timeout'] as const).map((reason) => {
      const [token] = slackChecks(unavailable(reason, 'it did not work'));
      return token !== undefined && 'remedy' in token && token.remedy.includes('SLACK_BOT_TOKEN');
    });

    expect(remedies).toEqual([true, false, false]);
  });
});
