import {
  VERDICT_CODES,
  type Finding,
  type Problem,
  type UnavailableSource,
  type Verdict,
} from '../domain/finding.ts';

/** What the findings come down to: the finding that the answer stands on, and the verdict. */
export interface Conclusion {
  readonly verdict: Verdict;
  readonly leading: Finding | undefined;
}

/**
 * The most harmful explanation that the evidence supports. A problem outranks a proof of health,
 * and without a proof nothing is healthy: then we cannot tell.
 */
export function conclude(
  findings: readonly Finding[],
  unavailable: readonly UnavailableSource[],
  /** What is known all the same, should there be no verdict: "the log's last upload …". */
  known: string | undefined,
): Conclusion {
  const [worst] = findings.filter((finding) => finding.kind === 'problem').sort(byHarm);
  if (worst !== undefined) {
    const { code, severity, headline } = worst;
    return { verdict: { code, severity, headline }, leading: worst };
  }

  const proof = findings.findLast((finding) => finding.kind === 'proven');
  if (proof !== undefined) {
    const { code, headline } = proof;
    return { verdict: { code, severity: 'ok', headline }, leading: proof };
  }

  const leading = findings.findLast((finding) => finding.kind === 'unknown');
  const why = [whyUnknown(leading, unavailable), ...(known === undefined ? [] : [known])].join(
    '; ',
  );
  return {
    verdict: {
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `cannot tell whether WAL is archived: ${why}`,
    },
    leading,
  };
}

function byHarm(a: Problem, b: Problem): number {
  if (a.severity !== b.severity) return a.severity === 'critical' ? -1 : 1;
  return VERDICT_CODES.indexOf(a.code) - VERDICT_CODES.indexOf(b.code);
}

const WHOLE_SOURCES = ['elasticsearch', 'log files', 'prometheus'];

/** A source that failed is the better reason than what follows from it. */
function whyUnknown(
  leading: Finding | undefined,
  unavailable: readonly UnavailableSource[],
): string {
  const dead = unavailable.filter(({ source }) => WHOLE_SOURCES.includes(source));
  if (dead.length > 0) {
    const list = dead.map(({ source, detail }) => `${source} (${detail})`).join(' and ');
    return `could not read ${list}`;
  }
  return leading?.kind === 'unknown' ? leading.reason : 'no rule could decide';
}
