import type { DurationMs } from '../domain/time.ts';

/** One part that the bot needs. */
export interface Part {
  readonly name: 'slack' | 'state';
  /** Why it is not there, in a sentence without secrets; undefined if it is. */
  readonly lacks: () => Promise<string | undefined>;
  /** What is said of it if that is not known in time. */
  readonly whenLate?: string;
}

export interface PartState {
  readonly part: string;
  readonly isReady: boolean;
  readonly why?: string;
}

/** Looks at every part at once, none for longer than that. */
export const partStates = (
  parts: readonly Part[],
  patienceMs: DurationMs,
): Promise<readonly PartState[]> =>
  Promise.all(
    parts.map(async ({ name, lacks, whenLate = `no answer within ${patienceMs} ms` }) => {
      const why = await within(patienceMs, lacks, whenLate);
      return why === undefined
        ? { part: name, isReady: true }
        : { part: name, isReady: false, why };
    }),
  );

async function within(
  patienceMs: DurationMs,
  lacks: () => Promise<string | undefined>,
  whenLate: string,
): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, patienceMs, whenLate);
  });
  try {
    return await Promise.race([lacks(), late]);
  } finally {
    clearTimeout(timer);
  }
}
