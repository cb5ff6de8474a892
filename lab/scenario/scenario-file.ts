import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ARCHIVERS } from '../../src/domain/archiver.ts';
import { VERDICT_CODES } from '../../src/domain/finding.ts';

const Offset = z.string().regex(/^[+-]?\d+(?:\.\d+)?(?:ms|s|m|h)$/);

/** A run of uploads, one every so often, as the archiver would log them. */
const Uploads = z.strictObject({
  archiver: z.enum(ARCHIVERS).default('wal-e'),
  from: Offset,
  to: Offset,
  every: Offset,
  /** The first segment; each upload takes the next one. */
  first: z.string().length(24),
  takes: Offset.default('300ms'),
  /** `skip`: the file was gone, and WAL-E marked it done. */
  end: z.enum(['complete', 'skip', 'none']).default('complete'),
  /** False: its begin was before the log begins. */
  begins: z.boolean().default(true),
  walSegmentMiB: z.int().default(16),
  pid: z.int().default(20_000),
});
export type Uploads = z.infer<typeof Uploads>;

/** The same file tried again and again, and every try fails with the same message. */
const Failures = z.strictObject({
  archiver: z.enum(ARCHIVERS).default('wal-e'),
  from: Offset,
  to: Offset,
  every: Offset,
  segment: z.string().length(24),
  takes: Offset.default('1s'),
  pid: z.int().default(30_000),
  /** As the archiver or its library says it: examples are in src/causes/table/. */
  message: z.string(),
});
export type Failures = z.infer<typeof Failures>;

/** What one host ships with one tag. */
const HostLog = z.strictObject({
  host: z.string(),
  tag: z.string().default('db.wale'),
  environment: z.string().default('gprd'),
  /** A captured log beside the scenario, shipped as it is; each line carries its own time. */
  file: z.string().optional(),
  /** Only lines up to here, where a capture goes on. */
  until: Offset.optional(),
  uploads: z.array(Uploads).default([]),
  failures: z.array(Failures).default([]),
  /** `walg-fields`: head and text of WAL-G's lines in fields of their own, as in GitLab's mapping. */
  form: z.enum(['line', 'walg-fields']).default('line'),
  /** Single records: the text behind host and time. `$TIME` is the record's time as WAL-E writes it, `$GO_TIME` as WAL-G. */
  lines: z.array(z.strictObject({ at: Offset, text: z.string() })).default([]),
  /** How long after it was written a line is in the index. */
  arrivesAfter: Offset.default('3s'),
});
export type HostLog = z.infer<typeof HostLog>;

const Series = z.strictObject({
  series: z.string(),
  /** `-60m..0s: VALUE`, see metric-samples.ts. Where nothing is said, there is no sample. */
  values: z.array(z.string()),
  /** How often it is scraped, if not every 15 s. */
  every: Offset.optional(),
});
export type Series = z.infer<typeof Series>;

const Fault = z.enum([
  'refused',
  'silent',
  'http-500',
  'http-401',
  'empty',
  'malformed',
  'cut-off',
]);
export type Fault = z.infer<typeof Fault>;

export const ScenarioFile = z.strictObject({
  /** One line: the situation. */
  title: z.string(),
  at: z.iso.datetime(),
  expect: z.strictObject({ code: z.enum(VERDICT_CODES), severity: z.string() }),
  /** What wale.yaml holds beside the addresses of the servers. */
  config: z.record(z.string(), z.unknown()).default({}),
  /** Recorded from the running lab (`npm run lab -- record`): the recordings are the source. */
  live: z.boolean().default(false),
  logs: z.array(HostLog).default([]),
  metrics: z.array(Series).default([]),
  /** Files beside the scenario that are read in the place of the index, as with --log-file. */
  logFiles: z.array(z.string()).default([]),
  /** A source that does not answer as it should: nothing is recorded for it then. */
  faults: z
    .strictObject({ elasticsearch: Fault.optional(), prometheus: Fault.optional() })
    .default({}),
});
export type ScenarioFile = z.infer<typeof ScenarioFile>;

export interface Scenario extends ScenarioFile {
  readonly name: string;
  readonly folder: string;
}

export const SCENARIOS = 'test/scenarios';

export const scenarioNames = (): readonly string[] =>
  readdirSync(SCENARIOS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

export function readScenario(name: string): Scenario {
  const folder = join(SCENARIOS, name);
  const file = ScenarioFile.parse(parse(readFileSync(join(folder, 'scenario.yaml'), 'utf8')));
  return { ...file, name, folder };
}
