import type { Evidence, Finding } from '../../src/domain/finding.ts';

const withSource = ({ from, text }: Evidence): string => `${from}: ${text}`;
/** For a rule whose evidence all comes from one place. */
export const textOf = ({ text }: Evidence): string => text;

/** What a finding tells, line by line: of a problem its severity, headline and evidence, else why there is none. */
export const told = (
  finding: Finding,
  words: (evidence: Evidence) => string = withSource,
): readonly string[] =>
  finding.kind === 'problem'
    ? [finding.severity, finding.headline, ...finding.evidence.map(words)]
    : finding.kind === 'unknown'
      ? ['not known', finding.reason]
      : [finding.kind, ...finding.evidence.map(words)];

/** What a problem says is to be done. */
export const stepTexts = (finding: Finding): readonly string[] =>
  finding.kind === 'problem' ? finding.nextSteps.map(({ text }) => text) : [];
