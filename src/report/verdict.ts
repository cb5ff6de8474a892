import { acknowledgedWords } from '../domain/acknowledgement.ts';
import { andList } from '../domain/and-list.ts';
import {
  VERDICT_CODES,
  type Finding,
  type Problem,
  type UnavailableSource,
  type Verdict,
  type VerdictCode,
} from '../domain/finding.ts';
import { didNotAnswer } from '../domain/reading.ts';
import { sourceWords } from '../domain/source-words.ts';
import { MINUTE, type DurationMs } from '../domain/time.ts';

/** What the findings come down to: the finding that the answer stands on, and the verdict. */
export interface Conclusion {
  readonly verdict: Verdict;
  readonly leading: Finding | undefined;
  /** What else is wrong beside the problem that leads, the most harmful first. */
  readonly besides: readonly Problem[];
}

/**
 * The most harmful explanation that the evidence supports. A problem outranks a proof of health,
 * and without a proof nothing is healthy: then we cannot tell.
 */
export function conclude(
  findings: readonly Finding[],
  unavailable: readonly UnavailableSource[],
  /** What is known all the same, should there be no verdict: "the log's last upload …". */
  lastSeen: string | undefined,
): Conclusion {
  const all = findings.filter((finding) => finding.kind === 'problem').sort(byHarm);
  const problems = all.filter(({ acknowledged }) => acknowledged === undefined);
  const known = all.filter(({ acknowledged }) => acknowledged !== undefined);
  const doubted = all.some(isDoubt);
  const proof = doubted ? undefined : findings.findLast((finding) => finding.kind === 'proven');
  const leads = (problem: Problem): boolean =>
    !isAside(problem) || proof !== undefined || problem.severity === 'critical';
  const worst = problems.find(leads);
  if (worst !== undefined) {
    const { code, severity, headline, trouble } = worst;
    const archiving = proof?.headline ?? 'whether WAL is archived is not known';
    return {
      verdict: {
        code,
        severity,
        headline: isAside(worst) ? `${headline}; ${archiving}` : headline,
        ...(trouble === undefined ? {} : { trouble }),
      },
      leading: worst,
      besides: problems.filter(
        (problem) =>
          problem !== worst &&
          !isDoubt(problem) &&
          (isAside(problem) || !isReassuring(problem)) &&
          !followsFrom(worst, problem),
      ),
    };
  }

  const unread = unavailable.filter(mayHideTrouble);
  if (proof !== undefined && unread.length === 0) {
    const { code, headline } = proof;
    return {
      verdict: {
        code,
        severity: 'ok',
        headline: withKnown(headline, known),
        ...(known.length === 0 ? {} : { acknowledged: true }),
      },
      leading: proof,
      besides: [],
    };
  }
  if (proof !== undefined) {
    const failed = unread.filter((one) => !isNotSetUp(one));
    const why = failed.length === 0 ? NO_LOG : `could not read ${listed(failed)}`;
    const headline = withKnown(
      `cannot tell whether all is well: ${why}; what was read says: ${proof.headline}`,
      known,
    );
    return {
      verdict: {
        code: 'cannot-tell',
        severity: 'unknown',
        headline,
        ...(failed.length === 0 && known.length === 0 ? { lacksSetup: true } : {}),
      },
      leading: undefined,
      besides: [],
    };
  }
  // Without a proof it is not well for that. But nothing else is known to be wrong, and all was read.
  const first = known.find(({ code }) => STOPS_ARCHIVING.includes(code));
  if (first !== undefined && unread.length === 0 && !doubted && problems.length === 0) {
    const { code, headline, trouble } = first;
    return {
      verdict: {
        code,
        severity: 'warning',
        headline: `${knownWords(first)}${known.length > 1 ? ` and ${known.length - 1} more` : ''}: ${headline}`,
        ...(trouble === undefined ? {} : { trouble }),
        acknowledged: true,
      },
      leading: first,
      besides: [],
    };
  }

  const leading = findings.findLast((finding) => finding.kind === 'unknown');
  const why = [
    whyUnknown(leading, unavailable),
    ...(lastSeen === undefined ? [] : [lastSeen]),
    ...problems.map(({ headline }) => headline),
    ...known.map((problem) => `${knownWords(problem)}: ${problem.headline}`),
  ].join('; ');
  return {
    verdict: {
      code: 'cannot-tell',
      severity: 'unknown',
      headline: `cannot tell whether WAL is archived: ${why}`,
    },
    leading,
    besides: [],
  };
}

/** Where one of these is known, it is known why no proof of health is there. Beside any other that is unknown. */
const STOPS_ARCHIVING: readonly VerdictCode[] = [
  'several-primaries',
  'wrong-host',
  'no-primary',
  'upload-failing',
  'upload-stuck',
  'archiver-not-running',
  'wal-disk-full',
];

/** What comes of it where nothing is archived is no other problem. */
const followsFrom = (leading: Problem, { code }: Problem): boolean =>
  STOPS_ARCHIVING.includes(leading.code) &&
  (code === 'archiver-not-running' || code === 'backlog-growing');

/** What is acknowledged stays in sight, whatever leads. */
const withKnown = (headline: string, known: readonly Problem[]): string =>
  [headline, ...known.map((problem) => `${knownWords(problem)}: ${problem.headline}`)].join('; ');

const knownWords = ({ acknowledged }: Problem): string =>
  acknowledged === undefined ? '' : acknowledgedWords(acknowledged);

/**
 * A problem beside archiving, which says nothing of archiving itself. While that is unknown, a mere
 * warning of another matter must not be the answer.
 */
const isAside = ({ code }: Problem): boolean =>
  code === 'base-backup-late' || code === 'base-backup-failed';

/** No proof of health stands beside it, though it is no fault for sure. */
const isDoubt = ({ severity }: Problem): boolean => severity === 'unknown';

/** A warning that takes it for granted that WAL is archived: a doubt of that comes first. */
const isReassuring = (problem: Problem): boolean =>
  problem.severity === 'warning' &&
  (isAside(problem) || problem.code === 'log-shipping-missing' || problem.code === 'metrics-stale');

const rankOf = (problem: Problem): number =>
  problem.severity === 'critical' ? 0 : isDoubt(problem) ? 2 : isReassuring(problem) ? 3 : 1;

/** Whoever is called has less time than it takes to find out why: the disk comes first. */
const NO_TIME: DurationMs = 15 * MINUTE;

const isUrgent = ({ stopsIn }: Problem): boolean => stopsIn !== undefined && stopsIn < NO_TIME;

const byHarm = (a: Problem, b: Problem): number =>
  rankOf(a) - rankOf(b) ||
  Number(isUrgent(b)) - Number(isUrgent(a)) ||
  VERDICT_CODES.indexOf(a.code) - VERDICT_CODES.indexOf(b.code);

/**
 * A source that is there and did not answer might have shown a problem: while it is missing nothing is
 * healthy. A metric that nobody exports is another matter, what it costs is said below the answer. Without a log, none
 * set up or one without its index, nobody looked for holes or for a second writer.
 */
const mayHideTrouble = ({ source, reason, hidesNothing }: UnavailableSource): boolean =>
  hidesNothing !== true && (didNotAnswer(reason) || isLog(source));

const NO_LOG = 'no log is set up, and without one neither a hole nor a second writer shows';

const isNotSetUp = ({ reason }: UnavailableSource): boolean => reason === 'not-configured';

const isLog = (source: UnavailableSource['source']): boolean =>
  source === 'elasticsearch' || source === 'log files';

const listed = (sources: readonly UnavailableSource[]): string =>
  andList(sources.map((one) => `${sourceWords(one)} (${one.detail})`));

/** The log or the metrics as a whole, or lines of the log that are as good as lost. */
const isDead = ({ source, part }: UnavailableSource): boolean =>
  isLog(source)
    ? part === undefined || part === 'lines'
    : source === 'prometheus' && part === undefined;

/** A source that failed is the better reason than what follows from it. */
function whyUnknown(
  leading: Finding | undefined,
  unavailable: readonly UnavailableSource[],
): string {
  const dead = unavailable.filter(isDead);
  if (dead.length > 0) return `could not read ${listed(dead)}`;
  return leading?.kind === 'unknown' ? leading.reason : 'no rule could decide';
}
