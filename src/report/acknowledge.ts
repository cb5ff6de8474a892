import type { Acknowledgement } from '../domain/acknowledgement.ts';
import type { Finding, Problem } from '../domain/finding.ts';
import type { SegmentRange } from '../domain/segment-range.ts';
import type { EpochMs } from '../domain/time.ts';

/** The findings, each problem with the acknowledgement that covers it as it is now. Nothing else is changed. */
export function acknowledge(
  findings: readonly Finding[],
  cluster: string,
  acknowledgements: readonly Acknowledgement[],
  at: EpochMs,
): readonly Finding[] {
  const valid = acknowledgements.filter(
    (one) => one.cluster === cluster && one.at <= at && at < one.until,
  );
  if (valid.length === 0) return findings;
  return findings.map((finding) => {
    if (finding.kind !== 'problem') return finding;
    const acknowledged = coverOf(finding, valid);
    return acknowledged === undefined ? finding : { ...finding, acknowledged };
  });
}

function coverOf(
  problem: Problem,
  acknowledgements: readonly Acknowledgement[],
): Acknowledgement | undefined {
  const fitting = acknowledgements.filter(({ what }) => fits(what, problem));
  if (problem.missing === undefined) return fitting[0];
  // Several losses may have been acknowledged one by one; a segment beyond all of them is another.
  const known = fitting.flatMap(({ what }) =>
    what.kind === 'finding' ? (what.missing ?? []) : [],
  );
  const whole = fitting.find(({ what }) => what.kind === 'maintenance');
  return (
    whole ?? (problem.missing.every((range) => isWithin(range, known)) ? fitting[0] : undefined)
  );
}

/** Whether it is what was acknowledged, and no worse. */
function fits(what: Acknowledgement['what'], problem: Problem): boolean {
  if (what.kind === 'maintenance') return true;
  return (
    what.rule === problem.rule &&
    what.code === problem.code &&
    (what.severity === 'critical' || what.severity === problem.severity) &&
    // Another file that hangs is another trouble.
    what.file === problem.trouble?.file
  );
}

/** Whether each segment of a range lies in one of the others. */
function isWithin(range: SegmentRange, known: readonly SegmentRange[]): boolean {
  let next = range.first;
  const mine = known
    .filter(({ timeline }) => timeline === range.timeline)
    .sort((a, b) => a.first - b.first);
  for (const { first, last } of mine) if (first <= next) next = Math.max(next, last + 1);
  return next > range.last;
}
