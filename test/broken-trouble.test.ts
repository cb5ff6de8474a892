import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { LoopbackServer } from '../lab/scenario/loopback.ts';
import { replay, type Replay } from '../lab/scenario/replay.ts';
import { readScenario } from '../lab/scenario/scenario-file.ts';
import { scenarioStatus } from '../lab/scenario/scenario-status.ts';
import { statusJson } from '../src/messages/status/status-json.ts';
import { statusMessage } from '../src/messages/status/status-message.ts';
import { statusNagios } from '../src/messages/status/status-nagios.ts';
import { statusText } from '../src/messages/status/status-text.ts';
import { passOn, startBreakingProxy, type Break } from './support/breaking-proxy.ts';
import { isNoticeable, mutated, mutations } from './support/mutations.ts';

jest.setTimeout(120_000);

/** Printed with a counterexample. */
const SEED = 20_261_126;

/** One answer at a time is broken: what is in its address tells it from the others. */
const ASKED = [
  '_msearch',
  'is_replica',
  'last_completed_time',
  'last_archive_age',
  'pending_wal',
  'xlog_position',
  'job_',
];

let servers: Replay | undefined;
let proxies: LoopbackServer[] = [];
afterEach(async () => {
  await Promise.all(proxies.map(({ close }) => close()));
  await servers?.close();
  proxies = [];
});

/** What recorded servers answer to a status, with what `breakIt` makes of it. */
async function verdictOf(
  name: string,
  breakIt: Break,
): Promise<{ code: string; severity: string }> {
  const scenario = readScenario(name);
  servers = await replay(scenario);
  const [elasticsearch, prometheus] = await Promise.all(
    [servers.elasticsearchUrl, servers.prometheusUrl].map((url) =>
      startBreakingProxy(url, () => breakIt),
    ),
  );
  if (elasticsearch === undefined || prometheus === undefined) throw new Error('no proxy');
  proxies = [elasticsearch, prometheus];
  const report = await scenarioStatus(scenario, elasticsearch.url, prometheus.url);
  await Promise.all(proxies.map(({ close }) => close()));
  await servers.close();
  // Whatever came, it can be said.
  statusMessage(report, {});
  statusText(report);
  statusNagios(report);
  statusJson(report);
  return report.verdict;
}

describe('an answer that shows trouble', () => {
  it.each(['upload-failing-credentials', 'hole-lost', 'several-primaries', 'backlog'])(
    'shows no health where anything in it is something else: %s',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(mutations, fc.constantFrom(...ASKED), async (mutation, asked) => {
          let what = 'nothing';
          const verdict = await verdictOf(
            name,
            passOn((body, { url = '' }) => {
              if (!url.includes(asked)) return body;
              const broken = mutated(body, mutation, isNoticeable);
              what = broken?.what ?? what;
              return broken?.text ?? body;
            }),
          );

          expect({ what, severity: verdict.severity }).not.toEqual({ what, severity: 'ok' });
        }),
        { seed: SEED, numRuns: 30 },
      );
    },
  );
});
