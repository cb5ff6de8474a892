/** Puts together a record that is spread over lines. */
export interface GatheredLines {
  /** False of nearly all lines, at no cost. */
  readonly mayTake: (line: string) => boolean;
  /** The lines that can be read now: the line itself, a record in one line, or what was held and was no such record after all. */
  readonly take: (line: string) => readonly string[];
  /** What was held, and never ended. */
  readonly end: () => readonly string[];
}
