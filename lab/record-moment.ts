import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Report } from '../src/domain/report.ts';
import { SCENARIOS, ScenarioFile } from './scenario/scenario-file.ts';
import { scenarioStatus } from './scenario/scenario-status.ts';
import { saveRecording, tap } from './scenario/tap.ts';
import { PORTS, url } from './stack/layout.ts';
import { WALE_CONFIG } from './stack/wale-config.ts';

const withoutUrl = z
  .looseObject({ url: z.string() })
  .transform((section) =>
    Object.fromEntries(Object.entries(section).filter(([key]) => key !== 'url')),
  );
/** What Wale is told of the lab, without the addresses. */
const LabConfig = z.object({
  elasticsearch: withoutUrl,
  prometheus: withoutUrl,
  thresholds: z.unknown(),
});

/** Saves what the lab's servers answer at this moment as a scenario, which `npm test` replays. */
export async function recordMoment(name: string, title: string): Promise<Report> {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new Error(`expected a name of small letters, digits and -, got ${JSON.stringify(name)}`);
  }
  const folder = join(SCENARIOS, name);
  mkdirSync(folder);
  const draft = {
    title,
    at: new Date().toISOString(),
    live: true,
    config: LabConfig.parse(parse(readFileSync(WALE_CONFIG, 'utf8'))),
  };
  const elasticsearch = await tap('elasticsearch', url(PORTS.elasticsearch));
  const prometheus = await tap('prometheus', url(PORTS.prometheus));
  try {
    const report = await scenarioStatus(
      // What is expected is not known before it was asked.
      {
        ...ScenarioFile.parse({ ...draft, expect: { code: 'cannot-tell', severity: '' } }),
        name,
        folder,
      },
      elasticsearch.url,
      prometheus.url,
    );
    saveRecording(folder, elasticsearch);
    saveRecording(folder, prometheus);
    const { code, severity } = report.verdict;
    writeFileSync(
      join(folder, 'scenario.yaml'),
      stringify({ ...draft, expect: { code, severity } }, { singleQuote: true }),
    );
    writeFileSync(join(folder, 'README.md'), `# ${title}\n\nRecorded from the running lab.\n`);
    return report;
  } finally {
    await elasticsearch.close();
    await prometheus.close();
  }
}
