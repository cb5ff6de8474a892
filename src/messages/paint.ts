import type { Severity } from '../domain/finding.ts';

/** Gives words the colour of a severity, where the reader sees colours. */
export type Paint = (severity: Severity, words: string) => string;

/** The words say it all without colours too. */
export const unpainted: Paint = (_severity, words) => words;
