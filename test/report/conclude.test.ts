import { describe, expect, it } from '@jest/globals';
import type { Finding, Problem, UnavailableSource } from '../../src/domain/finding.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { conclude } from '../../src/report/verdict.ts';

const problem = (over: Partial<Problem> = {}): Problem => ({
  kind: 'problem',
  rule: 'wal-gap',
  code: 'wal-gap',
  severity: 'critical',
  headline: `it is ${over.code ?? 'wal-gap'}`,
  evidence: [],
  nextSteps: [],
  ...over,
});
const warning = (code: Problem['code'], over: Partial<Problem> = {}): Problem =>
  problem({ code, severity: 'warning', ...over });
const WELL: Finding = {
  kind: 'proven',
  rule: 'archiving-proven',
  code: 'healthy',
  headline: 'all is archived',
  evidence: [],
};
const CLEAR: Finding = { kind: 'clear', rule: 'primaries', evidence: [] };
const unknown = (reason: string): Finding => ({ kind: 'unknown', rule: 'primaries', reason });
const lost = (over: Partial<UnavailableSource> = {}): UnavailableSource => ({
  source: 'prometheus',
  reason: 'timeout',
  detail: 'no answer in time',
  ...over,
});
const KNOWN = { by: 'U1', until: Date.UTC(2026, 10, 27, 8), because: 'a planned stop' };
const KNOWN_WORDS = 'acknowledged by U1 until 2026-11-27 08:00 UTC (a planned stop)';

const verdictOf = (
  findings: readonly Finding[],
  unavailable: readonly UnavailableSource[] = [],
  lastSeen?: string,
) => conclude(findings, unavailable, lastSeen).verdict;

describe('of several problems the one that leads', () => {
  it.each<readonly [string, leading: Problem, other: Problem]>([
    ['a critical one before a warning', problem(), warning('no-primary')],
    ['a warning before a doubt', warning('wal-gap'), warning('wal-gap', { severity: 'unknown' })],
    [
      'a doubt before a warning that takes archiving for granted: log-shipping-missing',
      problem({ code: 'cannot-tell', severity: 'unknown' }),
      warning('log-shipping-missing'),
    ],
    [
      'a doubt before a warning that takes archiving for granted: metrics-stale',
      problem({ code: 'cannot-tell', severity: 'unknown' }),
      warning('metrics-stale'),
    ],
    [
      'a warning of archiving before one that takes it for granted',
      warning('backlog-growing'),
      warning('metrics-stale'),
    ],
    [
      'a critical one of the shipping, too',
      problem({ code: 'log-shipping-missing' }),
      warning('no-primary'),
    ],
    [
      'of two of one severity the more harmful, by the order of the verdicts',
      problem({ code: 'upload-failing' }),
      problem({ code: 'wal-gap' }),
    ],
    [
      'the one that leaves less than a quarter of an hour, whatever the order',
      problem({ code: 'wal-disk-full', stopsIn: 14 * MINUTE }),
      problem({ code: 'upload-failing' }),
    ],
    [
      'not the one that leaves a quarter of an hour',
      problem({ code: 'upload-failing' }),
      problem({ code: 'wal-disk-full', stopsIn: 15 * MINUTE }),
    ],
    [
      'of a warning and a critical one the critical, however urgent the warning is',
      problem({ code: 'wal-gap' }),
      warning('wal-disk-full', { stopsIn: MINUTE }),
    ],
  ])('is %s', (_what, leading, other) => {
    for (const findings of [
      [leading, other],
      [other, leading],
    ]) {
      expect(conclude([CLEAR, WELL, ...findings], [], undefined)).toMatchObject({
        verdict: { code: leading.code, severity: leading.severity, headline: leading.headline },
        leading,
      });
    }
  });

  it('has its trouble in the verdict, where that is known', () => {
    const trouble = { since: 1, file: 'F' };

    expect(verdictOf([problem({ trouble })])).toEqual({
      code: 'wal-gap',
      severity: 'critical',
      headline: 'it is wal-gap',
      trouble,
    });
    expect(verdictOf([problem()])).not.toHaveProperty('trouble');
  });
});

describe('what is wrong besides', () => {
  const FAILING = problem({ code: 'upload-failing' });
  const FULL = problem({ code: 'wal-disk-full', stopsIn: MINUTE });
  const PILING_UP = problem({ code: 'backlog-growing', stopsIn: MINUTE });

  it.each<readonly [string, findings: readonly Problem[], besides: readonly Problem[]]>([
    ['is the cause, where the disk comes first', [FAILING, FULL], [FAILING]],
    ['is the cause, where the backlog comes first', [FAILING, PILING_UP], [FAILING]],
    [
      'are a hole and a base backup, the more harmful first',
      [warning('base-backup-failed'), FAILING, warning('wal-gap')],
      [warning('wal-gap'), warning('base-backup-failed')],
    ],
    [
      'is no consequence of an upload that fails',
      [FAILING, warning('backlog-growing'), problem({ code: 'archiver-not-running' })],
      [],
    ],
    [
      'is nothing that takes archiving for granted',
      [problem(), warning('metrics-stale'), warning('log-shipping-missing')],
      [],
    ],
    ['is no doubt', [FAILING, problem({ code: 'cannot-tell', severity: 'unknown' })], []],
    [
      'is nothing that somebody knows of',
      [FAILING, warning('wal-gap', { acknowledged: KNOWN })],
      [],
    ],
  ])('%s', (_what, findings, besides) => {
    expect(conclude([CLEAR, ...findings], [], undefined).besides).toEqual(besides);
  });

  it('is nothing where no problem leads', () => {
    const known = warning('wal-gap', { acknowledged: KNOWN });

    for (const findings of [[WELL], [WELL, known], [known], [unknown('no log')]]) {
      expect(conclude(findings, [], undefined).besides).toEqual([]);
    }
    expect(conclude([WELL], [lost({ part: 'pendingWal' })], undefined).besides).toEqual([]);
  });
});

describe.each(['base-backup-late', 'base-backup-failed'] as const)('%s', (code) => {
  it('is the answer beside a proof that WAL is archived, and says both', () => {
    expect(verdictOf([WELL, warning(code)])).toMatchObject({
      code,
      headline: `it is ${code}; all is archived`,
    });
  });

  it('is not, as a warning, where nobody knows whether WAL is archived: it is said then', () => {
    expect(verdictOf([unknown('no log'), warning(code)])).toEqual({
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `cannot tell whether WAL is archived: no log; it is ${code}`,
    });
  });

  it('is where it is critical', () => {
    expect(verdictOf([problem({ code })])).toMatchObject({
      code,
      headline: `it is ${code}; whether WAL is archived is not known`,
    });
  });

  it('gives way to any warning about archiving', () => {
    expect(verdictOf([WELL, warning(code), warning('backlog-growing')]).code).toBe(
      'backlog-growing',
    );
  });
});

describe('health', () => {
  it('is what is proven, and no source lacks', () => {
    expect(conclude([CLEAR, WELL], [], undefined)).toEqual({
      verdict: { code: 'healthy', severity: 'ok', headline: 'all is archived' },
      leading: WELL,
      besides: [],
    });
  });

  it('is not beside a doubt, though nothing else is wrong', () => {
    const doubt = problem({ code: 'cannot-tell', severity: 'unknown' });

    expect(verdictOf([WELL, doubt])).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    expect(verdictOf([WELL, { ...doubt, acknowledged: KNOWN }]).code).toBe('cannot-tell');
  });

  it.each<readonly [string, UnavailableSource]>([
    ['a query that did not answer', lost({ part: 'pendingWal' })],
    ['a metric server that refused', lost({ reason: 'refused' })],
    ['a log without an index', lost({ source: 'elasticsearch', reason: 'no-data' })],
    ['log files of which there are none', lost({ source: 'log files', reason: 'no-data' })],
    ['lines that nobody understood', lost({ source: 'elasticsearch', part: 'lines' })],
  ])('is not beside %s: that is named, and what was read', (_what, source) => {
    const { code, severity, headline } = verdictOf([WELL], [source]);

    expect({ code, severity }).toEqual({ code: 'cannot-tell', severity: 'unknown' });
    expect(headline).toMatch(
      /^cannot tell whether all is well: could not read .* \(no answer in time\); what was read says: all is archived$/,
    );
  });

  it.each<readonly [string, UnavailableSource]>([
    ['a metric that nobody exports', lost({ part: 'pendingWal', reason: 'no-data' })],
    ['a metric that nobody asks for', lost({ part: 'walDiskFree', reason: 'not-configured' })],
    ['a part that hides nothing', lost({ source: 'elasticsearch', hidesNothing: true })],
  ])('is beside %s', (_what, source) => {
    expect(verdictOf([WELL], [source]).code).toBe('healthy');
  });
});

describe('without a log', () => {
  const noLog = lost({ source: 'elasticsearch', reason: 'not-configured', detail: 'no URL' });
  const START = 'cannot tell whether all is well: ';
  const AND = '; what was read says: all is archived';

  it('nothing is healthy, and that is no news to anybody', () => {
    expect(verdictOf([WELL], [noLog])).toEqual({
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `${START}no log is set up, and without one neither a hole nor a second writer shows${AND}`,
      lacksSetup: true,
    });
  });

  it('another source that does not answer is news', () => {
    expect(verdictOf([WELL], [noLog, lost({ part: 'pendingWal' })])).toEqual({
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `${START}could not read Prometheus pendingWal (no answer in time)${AND}`,
    });
  });

  it('and so is a problem, though somebody knows of it', () => {
    const known = problem({ acknowledged: KNOWN });

    expect(verdictOf([WELL, known], [noLog])).toEqual({
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `${START}no log is set up, and without one neither a hole nor a second writer shows${AND}; ${KNOWN_WORDS}: it is wal-gap`,
    });
  });
});

describe('what somebody knows of', () => {
  const known = problem({ code: 'upload-failing', acknowledged: KNOWN });
  const second = problem({ code: 'wal-gap', acknowledged: KNOWN });

  it('leads no verdict beside a proof, and is said', () => {
    expect(verdictOf([WELL, known])).toEqual({
      code: 'healthy',
      severity: 'ok',
      headline: `all is archived; ${KNOWN_WORDS}: it is upload-failing`,
      acknowledged: true,
    });
  });

  it('is a warning without a proof, where it is why there is none', () => {
    const trouble = { since: 5 };

    expect(conclude([{ ...known, trouble }], [], undefined)).toEqual({
      verdict: {
        code: 'upload-failing',
        severity: 'warning',
        headline: `${KNOWN_WORDS}: it is upload-failing`,
        trouble,
        acknowledged: true,
      },
      leading: { ...known, trouble },
      besides: [],
    });
    expect(verdictOf([known])).not.toHaveProperty('trouble');
    expect(verdictOf([known, second]).headline).toBe(
      `${KNOWN_WORDS} and 1 more: it is upload-failing`,
    );
  });

  it.each<readonly [string, readonly Finding[], readonly UnavailableSource[]]>([
    ['it stops no archiving', [second], []],
    ['a source does not answer', [known], [lost()]],
    ['there is another problem', [known, warning('base-backup-late')], []],
    ['there is a doubt', [known, { ...second, severity: 'unknown' }], []],
  ])('is no explanation where %s', (_what, findings, unavailable) => {
    const { code, headline } = verdictOf(findings, unavailable);

    expect(code).toBe('cannot-tell');
    expect(headline).toContain(`${KNOWN_WORDS}: it is `);
  });

  it('is said beside what lacks', () => {
    expect(verdictOf([WELL, known], [lost({ part: 'pendingWal' })]).headline).toBe(
      `cannot tell whether all is well: could not read Prometheus pendingWal (no answer in time); what was read says: all is archived; ${KNOWN_WORDS}: it is upload-failing`,
    );
  });
});

describe('where nothing is proven', () => {
  const said = (
    findings: readonly Finding[],
    unavailable: readonly UnavailableSource[] = [],
    lastSeen?: string,
  ): string => verdictOf(findings, unavailable, lastSeen).headline;
  const START = 'cannot tell whether WAL is archived: ';

  it('the last rule that could not decide says why', () => {
    const last = unknown('no primary');

    expect(conclude([unknown('no log'), last, CLEAR], [], undefined)).toEqual({
      verdict: { code: 'cannot-tell', severity: 'unknown', headline: `${START}no primary` },
      leading: last,
      besides: [],
    });
    expect(said([CLEAR])).toBe(`${START}no rule could decide`);
    expect(said([])).toBe(`${START}no rule could decide`);
  });

  it.each<readonly [string, UnavailableSource]>([
    ['Prometheus', lost()],
    ['Elasticsearch', lost({ source: 'elasticsearch' })],
    ['log files', lost({ source: 'log files', reason: 'no-data' })],
    ['lines of Elasticsearch', lost({ source: 'elasticsearch', part: 'lines' })],
  ])('a source that is lost as a whole is the better reason: %s', (name, source) => {
    expect(said([unknown('no primary')], [source])).toBe(
      `${START}could not read ${name} (no answer in time)`,
    );
  });

  it.each<readonly [string, UnavailableSource]>([
    ['a query', lost({ part: 'pendingWal' })],
    ['a part of the log', lost({ source: 'elasticsearch', part: 'first tries' })],
    ['Patroni', lost({ source: 'patroni' })],
    ['what belongs to no host', lost({ source: 'host names' })],
  ])('%s is none', (_what, source) => {
    expect(said([unknown('no primary')], [source])).toBe(`${START}no primary`);
  });

  it('what is known all the same is said behind it', () => {
    expect(said([unknown('no log')], [], 'the last upload was an hour ago')).toBe(
      `${START}no log; the last upload was an hour ago`,
    );
  });
});
