import { readFileSync } from 'node:fs';
import { createAnswers } from '../src/composition/answers.ts';
import { loadConfig } from '../src/config/load-config.ts';
import type { Config } from '../src/config/config.ts';
import type { Report } from '../src/domain/report.ts';
import { WALE_CONFIG } from './stack/wale-config.ts';

/**
 * What Wale says of the lab now. It is told the addresses of the servers and the thresholds, no more.
 * The answers are made once, as in the bot: their connections are kept open, and a Prometheus takes
 * 512 of them.
 */
export function createLabStatus(): () => Promise<Report> {
  const config = loadLabConfig();
  const [ask] = createAnswers(config, [], () => Date.now()).values();
  if (ask === undefined) throw new Error(`${WALE_CONFIG} configures no cluster`);
  // Without a moment: as of a moment Patroni is not asked, since it only knows the present.
  return () => ask();
}

export const loadLabConfig = (): Config =>
  loadConfig({
    env: {},
    readFile: (path) => readFileSync(path, 'utf8'),
    configPath: WALE_CONFIG,
  });
