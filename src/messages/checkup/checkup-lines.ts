import type { Check, Checkup, Outcome } from '../../domain/check.ts';
import type { Severity } from '../../domain/finding.ts';
import { unpainted, type Paint } from '../paint.ts';
import { plural, timeWords } from '../quantities.ts';

const MARKS: Readonly<Record<Outcome, readonly [mark: string, word: string]>> = {
  works: ['✅', 'works'],
  off: ['➖', 'off'],
  lacking: ['⚠️', 'lacking'],
  unknown: ['❔', 'unknown'],
  broken: ['🔴', 'broken'],
};

const OF_OUTCOME: Readonly<Record<Outcome, Severity | undefined>> = {
  works: 'ok',
  off: undefined,
  lacking: 'warning',
  unknown: 'unknown',
  broken: 'critical',
};

const WORST_FIRST: readonly Severity[] = ['critical', 'unknown', 'warning'];

/** What the worst check amounts to. */
export const checkupSeverity = ({ checks }: Checkup): Severity =>
  WORST_FIRST.find((severity) => checks.some(({ outcome }) => OF_OUTCOME[outcome] === severity)) ??
  'ok';

/** One check in one line: what was found, what that costs, and what to set. */
export function checkLine(
  { subject, outcome, found, cost, remedy }: Check,
  paint: Paint = unpainted,
): string {
  const marked = MARKS[outcome].join(' ');
  const severity = OF_OUTCOME[outcome];
  return [
    `${severity === undefined ? marked : paint(severity, marked)} ${subject}: ${found}`,
    ...(cost === undefined ? [] : [`without it: ${cost}`]),
    ...(remedy === undefined ? [] : [`to do: ${remedy}`]),
  ].join(' · ');
}

export function checkupHeadline({ cluster, checks }: Checkup): string {
  const bad = checks.filter(({ outcome }) => outcome !== 'works' && outcome !== 'off').length;
  const rest = bad === 0 ? 'all passed' : `${bad} to look at`;
  return `${cluster}: ${plural(checks.length, 'check')}, ${rest}`;
}

export const checkupFooter = ({ at, tookMs }: Checkup): string =>
  `as of ${timeWords(at)} · took ${(tookMs / 1000).toFixed(1)} s`;
