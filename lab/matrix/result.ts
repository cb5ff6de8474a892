import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { LAB_ARCHIVERS, type LabArchiverName } from '../stack/archivers/lab-archiver.ts';

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
  /** Seconds from when the fault was complete to the guard's word, so less than 0 where it spoke before; null if it said nothing. Not there where no guard looked. */
  guardSeconds: z.number().nullable().optional(),
  /** What it said first. */
  guardSaid: z.string().nullable().optional(),
  date: z.string(),
  /** Of which code: see `codeTried`. Not there where it was not written down yet. */
  code: z.string().optional(),
});
export type Result = z.infer<typeof Result>;

const Healthy = z.object({
  date: z.string(),
  code: z.string().optional(),
  minutes: z.number(),
  switchovers: z.number(),
  answers: z.record(z.string(), z.number()),
  /** How often the guard spoke. Not there where no guard looked. */
  guardTold: z.number().optional(),
});
export type HealthyRun = z.infer<typeof Healthy>;

/** What was measured with one archiver. */
const Results = z.object({
  versions: z.record(z.string(), z.string()),
  healthyRun: Healthy.nullable(),
  results: z.array(Result),
});
export type Results = z.infer<typeof Results>;

const ResultsOfArchivers = z.partialRecord(z.enum(LAB_ARCHIVERS), Results);
export type ResultsOfArchivers = z.infer<typeof ResultsOfArchivers>;

/** What docs/fault-matrix.md is made from. */
export const RESULTS_FILE = 'docs/fault-matrix.json';

export const readResults = (): ResultsOfArchivers =>
  existsSync(RESULTS_FILE)
    ? ResultsOfArchivers.parse(JSON.parse(readFileSync(RESULTS_FILE, 'utf8')))
    : {};

/** Replaces what is kept of one archiver, and leaves the others as they are. */
export function changeResults(
  archiver: LabArchiverName,
  change: (before: Results) => Results,
): ResultsOfArchivers {
  const all = readResults();
  const before = all[archiver] ?? { versions: {}, healthyRun: null, results: [] };
  const after = { ...all, [archiver]: change(before) };
  writeFileSync(RESULTS_FILE, `${JSON.stringify(after, null, 2)}\n`);
  return after;
}
