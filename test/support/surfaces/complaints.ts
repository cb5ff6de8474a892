import { stringify } from 'yaml';
import { OperatorError } from '../../../src/domain/operator-error.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { slackCredentials } from '../../../src/config/slack-credentials.ts';
import { findCluster } from '../../../src/use-cases/find-cluster.ts';
import type { Surface } from './surface.ts';

/** What `wale` says of a file and an environment that are not right. */
function complaint(text: string | undefined, env: Readonly<Record<string, string>> = {}): string {
  const readFile = (): string | undefined => text;
  try {
    slackCredentials(loadConfig({ env, readFile }).slack);
  } catch (fault) {
    if (fault instanceof OperatorError) return fault.message;
    throw fault;
  }
  return '';
}

/** Places in wale.yaml at which a line may have come to stand by a slip. */
const placesOf = (line: string): readonly unknown[] => [
  line,
  [line],
  { [line]: 1 },
  { slack: { [line]: 1, port: line, mode: line, apiUrl: line } },
  { elasticsearch: { url: line, auth: { [line]: 1 }, headers: { [line]: 1 }, timeout: line } },
  { elasticsearch: { auth: line, filter: { [line]: 5 }, fields: { host: line }, archiver: line } },
  { prometheus: { labels: { [line]: 'x' }, hostLabels: [line], queries: { [line]: '1' } } },
  { patroni: { urls: [line], [line]: 1 } },
  { clusters: { [line]: null, a: { [line]: 1, walSegmentSize: line, timeZone: line } } },
  { thresholds: { uploadMaxAge: line }, links: { runbook: line }, deadline: line },
  { alerts: { channels: [line], alertmanager: line }, state: { redisUrl: line } },
  { state: { redisUrl: line, [line]: line } },
];

const ENVIRONMENTS = ['SLACK_MODE', 'PORT', 'SLACK_API_URL', 'ELASTICSEARCH_URL', 'REDIS_URL'];

export const COMPLAINTS: readonly Surface[] = [
  {
    name: 'a complaint about wale.yaml',
    quotes: true,
    show: (lines) =>
      placesOf(lines.join('\n'))
        .map((file) => complaint(stringify(file)))
        .join('\n'),
  },
  {
    name: 'a complaint about what is no YAML',
    quotes: false,
    show: (lines) => {
      const line = lines.join(' ');
      return ['*', '!', '|', '&', '%', '@', '"\\q', '{', '- ? ', '{{', '${a}', '']
        .map((sign) => complaint(`slack:\n  botToken: ${sign}${line}\n  x\n: y`))
        .join('\n');
    },
  },
  {
    name: 'a complaint about the environment',
    quotes: true,
    show: (lines) =>
      ENVIRONMENTS.map((name) => complaint(undefined, { [name]: lines.join(' ') })).join('\n'),
  },
  {
    name: 'the sentence about a cluster that is not there',
    quotes: true,
    show: (lines) => {
      const found = findCluster(new Map([['main', 1]]), lines.join(' '));
      return found.kind === 'not-found' ? found.sentence : '';
    },
  },
];
