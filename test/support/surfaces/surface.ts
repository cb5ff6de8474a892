/** Somewhere that people or programs read what Wale says. */
export interface Surface {
  readonly name: string;
  /** Everything that is seen there once these lines have come in. */
  readonly show: (lines: readonly string[]) => Promise<string> | string;
  /** Whether words of the lines are quoted there. Elsewhere they must not come through at all. */
  readonly quotes: boolean;
}
