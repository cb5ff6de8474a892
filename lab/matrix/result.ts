import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** What one fault led to. */
const Result = z.object({
  fault: z.string(),
  title: z.string(),
  expected: z.string(),
  /** The last verdict, and the words of its headline. */
  said: z.string(),
  headline: z.string(),
  right: z.boolean(),
  /** Seconds from the fault to the right verdict; null if it never came. */
  seconds: z.number().nullable(),
  /** Answers that said healthy or idle after the time in which the fault had to be noticed. */
  falseHealthy: z.number(),
  /** Answers that named a problem where there is none, or another one than this fault allows. */
  falseAlarms: z.number(),
  alarms: z.array(z.string()),
  peers: z.record(z.string(), z.string()),
  date: z.string(),
});
export type Result = z.infer<typeof Result>;

const Healthy = z.object({
  date: z.string(),
  minutes: z.number(),
  switchovers: z.number(),
  answers: z.record(z.string(), z.number()),
});
export type HealthyRun = z.infer<typeof Healthy>;

const Results = z.object({
  versions: z.record(z.string(), z.string()),
  healthyRun: Healthy.nullable(),
  results: z.array(Result),
});
export type Results = z.infer<typeof Results>;

/** What docs/fault-matrix.md is made from. */
export const RESULTS_FILE = 'docs/fault-matrix.json';

export const readResults = (): Results =>
  existsSync(RESULTS_FILE)
    ? Results.parse(JSON.parse(readFileSync(RESULTS_FILE, 'utf8')))
    : { versions: {}, healthyRun: null, results: [] };

export function writeResults(results: Results): void {
  writeFileSync(RESULTS_FILE, `${JSON.stringify(results, null, 2)}\n`);
}
