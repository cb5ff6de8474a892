import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  failure,
  healthySnapshot,
  metric,
  moment,
  NO_METRICS,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
  type Difference,
} from '../support/snapshot.ts';

const GONE = unavailable('timeout', 'no answer in time');
const report = (difference: Difference = {}) => reportStatus(healthySnapshot(difference), 0);
const nobodys = [completed(MINUTE, { host: undefined })];
const noRoles = { replica: GONE };
const hangs = {
  log: { uploads: [completed(30 * MINUTE), open(20 * MINUTE)] },
  metrics: { lastArchive: metric({ [PRIMARY]: moment(30 * MINUTE) }) },
};

describe('the primary in an answer', () => {
  const primary = (difference: Difference) => report(difference).overview.primary;
  const byOther = { uploads: [completed(MINUTE, { host: REPLICA })] };

  it('is said by its role, and by the last upload where that is its own', () => {
    expect(primary({})).toEqual({ host: PRIMARY, saidBy: ['metric', 'uploads in the log'] });
    expect(primary({ log: { uploads: [] } })).toEqual({ host: PRIMARY, saidBy: ['metric'] });
    expect(primary({ uploadLog: GONE })).toEqual({ host: PRIMARY, saidBy: ['metric'] });
  });

  it('is the only host that pushes where no role is known', () => {
    expect(primary({ metrics: noRoles, log: byOther })).toEqual({
      host: REPLICA,
      saidBy: ['uploads in the log'],
    });
  });

  it('is not known where several push, nobody is named, or there is no log', () => {
    const both = [completed(MINUTE), completed(2 * MINUTE, { host: REPLICA, file: segment(1) })];

    expect(primary({ metrics: noRoles, log: { uploads: both } })).toBeUndefined();
    expect(primary({ metrics: noRoles, log: { uploads: nobodys } })).toBeUndefined();
    expect(primary({ metrics: noRoles, log: { uploads: [] } })).toBeUndefined();
    expect(primary({ metrics: noRoles, uploadLog: GONE })).toBeUndefined();
  });

  it('is nobody where roles are known and none is a primary, whoever pushes', () => {
    const replica = metric({ [PRIMARY]: 1, [REPLICA]: 1 });

    expect(primary({ metrics: { replica }, log: byOther })).toBeUndefined();
  });
});

describe('the last sign in an answer that cannot tell', () => {
  const headline = (difference: Difference) => report(difference).verdict.headline;

  it('is the last upload of the log where no role is known', () => {
    expect(headline({ metrics: NO_METRICS })).toContain(
      `the last upload in the log ended 20 s ago on ${PRIMARY}`,
    );
    expect(headline({ metrics: NO_METRICS, log: { uploads: nobodys } })).toMatch(
      /the last upload in the log ended 60 s ago$/u,
    );
  });

  it('is nothing where no upload is known, or the primary is', () => {
    expect(headline({ metrics: NO_METRICS, log: { uploads: [] } })).not.toContain('last upload in');
    const partly = { walPosition: GONE, pendingWal: GONE, archiverAge: GONE, lastArchive: GONE };
    const { verdict, overview } = report({ metrics: partly });
    expect(verdict.code).toBe('cannot-tell');
    expect(overview.primary?.saidBy).toContain('metric');
    expect(verdict.headline).not.toContain('the last upload in the log ended');
  });
});

describe('what an answer stands on, and what to do next', () => {
  it('are those of the problem that leads', () => {
    const { verdict, findings, evidence, nextSteps } = report(hangs);
    const leading = findings.find(
      (finding) => finding.kind === 'problem' && finding.code === verdict.code,
    );

    expect(verdict.code).toBe('upload-stuck');
    expect(leading).toMatchObject({ evidence, nextSteps });
    expect(evidence.length).toBeGreaterThan(0);
    expect(nextSteps.length).toBeGreaterThan(0);
  });

  it('are what proves it, and nothing to do, where all is well', () => {
    const { findings, evidence, nextSteps } = report();

    expect(evidence.length).toBeGreaterThan(0);
    expect(findings.find(({ rule }) => rule === 'archiving-proven')).toMatchObject({ evidence });
    expect(nextSteps).toEqual([]);
  });

  it('say beside it which red lines were left out of account', () => {
    const failures = [failure(2 * MINUTE, { host: REPLICA })];
    const { verdict, findings, evidence } = report({ log: { failures } });
    const leftOut = findings.flatMap((finding) =>
      finding.kind === 'clear' ? finding.evidence.filter(({ isLeftOut }) => isLeftOut) : [],
    );

    expect(verdict.code).toBe('healthy');
    expect(leftOut).toMatchObject([{ text: expect.stringContaining('ignored: 1 error line') }]);
    expect(evidence.filter(({ isLeftOut }) => isLeftOut)).toEqual(leftOut);
    expect(evidence.length).toBeGreaterThan(leftOut.length);
  });

  it('are nothing, and where to look, where nothing can be told', () => {
    const unsure = report({ uploadLog: GONE, metrics: NO_METRICS });
    const sure = report({
      uploadLog: GONE,
      metrics: { ...NO_METRICS, replica: metric({ [PRIMARY]: 0 }) },
    });

    expect(unsure.verdict.code).toBe('cannot-tell');
    expect(unsure.evidence).toEqual([]);
    expect(unsure.nextSteps.length).toBeGreaterThan(0);
    expect(unsure.nextSteps.some(({ host }) => host === PRIMARY)).toBe(false);
    expect(sure.nextSteps.some(({ host }) => host === PRIMARY)).toBe(true);
    const command = 'sudo patronictl list';
    expect(unsure.nextSteps).toContainEqual(expect.objectContaining({ command }));
    expect(sure.nextSteps).not.toContainEqual(expect.objectContaining({ command }));
    expect(report({ metrics: NO_METRICS }).nextSteps).toContainEqual(
      expect.objectContaining({ command, host: PRIMARY }),
    );
  });
});

describe('an answer about a log file that ended a while ago', () => {
  const verdictOf = (difference: Difference) =>
    reportStatus(
      {
        ...healthySnapshot(difference),
        endsEarlier: { askedAt: NOON + 3 * HOUR, newestRecord: NOON },
      },
      0,
    ).verdict;

  it('does not say that all is well now', () => {
    expect(verdictOf({})).toEqual({
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `cannot tell how it is now: the log file ends 3 h ago, and then: ${report().verdict.headline}`,
    });
  });

  it('says what was wrong as it was', () => {
    expect(verdictOf(hangs)).toEqual(report(hangs).verdict);
  });

  it('says of what nobody can tell that nothing was pushed since, if it is still written to', () => {
    const dark = { metrics: NO_METRICS };

    expect(verdictOf(dark)).toEqual({
      ...report(dark).verdict,
      headline: `${report(dark).verdict.headline}; the log file ends 3 h ago: if it is still written to, nothing was pushed since`,
    });
  });
});
