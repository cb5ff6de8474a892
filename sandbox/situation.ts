import { isDeepStrictEqual } from 'node:util';
import { freePort } from '../lab/free-port.ts';
import type { Replay } from '../lab/scenario/replay.ts';
import { readScenario, scenarioNames, type Scenario } from '../lab/scenario/scenario-file.ts';
import { scenarioConfig } from '../lab/scenario/scenario-status.ts';
import { createBot } from '../src/composition/bot.ts';
import { createLog } from '../src/composition/log.ts';
import { FLEETS } from './fleet.ts';
import { startServers } from './servers.ts';
import { CHANNEL, SIGNING_SECRET, startWorkspace, type Workspace } from './workspace.ts';

/** The unchanged bot in one recorded situation, in an empty channel. Its clock stands at that situation’s moment. */
export interface Situation {
  readonly name: string;
  readonly at: number;
  readonly botUrl: string;
  readonly workspace: Workspace;
  /** True if the trouble can end here: the same servers were recorded when all was well. */
  readonly canRecover: boolean;
  readonly recover: () => void;
  readonly close: () => Promise<void>;
}

/** What the chooser shows. */
export const situations = (): readonly { readonly name: string; readonly title: string }[] => [
  ...FLEETS,
  ...scenarioNames().map((name) => ({ name, title: readScenario(name).title })),
];

const WELL = 'healthy';
/** How long the trouble lasted, by the bot’s clock. */
const LASTED_MS = 100_000;
const SETTLE_MS = 5000;

export async function openSituation(
  name: string,
  /** More of a wale.yaml than the scenario has. */
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Situation> {
  const fleet = Object.entries(FLEETS.find((one) => one.name === name)?.clusters ?? {});
  const scenario = readScenario(fleet[0]?.[1] ?? name);
  const well = readScenario(WELL);
  const canRecover = name !== WELL && isSameSite(scenario, well);
  let isOver = false;
  let now = Date.parse(scenario.at);
  const clock = (): number => now;
  const workspace = await startWorkspace(now);
  const servers = await startServers([scenario, well], () => isOver, clock);
  const clusters = await Promise.all(
    fleet.map(async ([cluster, its]) => {
      const own = await startServers([readScenario(its), well], () => isOver, clock);
      return { cluster, own };
    }),
  );
  const port = await freePort();
  const alerts = { channels: [CHANNEL], watch: { every: '1s', settle: `${SETTLE_MS}ms` } };
  const config = scenarioConfig(
    { ...scenario, config: { ...scenario.config, ...inFile(clusters), alerts, ...settings } },
    servers.elasticsearchUrl,
    servers.prometheusUrl,
    {
      SLACK_MODE: 'http',
      SLACK_BOT_TOKEN: 'xoxb-sandbox',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: workspace.apiUrl,
      PORT: String(port),
    },
  );
  const bot = createBot(config, { now: clock, log: createLog('warn') });
  await bot.start();
  return {
    name,
    at: now,
    botUrl: `http://127.0.0.1:${port}/slack/events`,
    workspace,
    canRecover,
    recover: () => {
      isOver = true;
      now += LASTED_MS;
      // Once it has held for so long, the thread is over.
      setTimeout(() => (now += SETTLE_MS), 3 * SETTLE_MS).unref();
    },
    close: async () => {
      await bot.stop();
      await Promise.all(
        [workspace, servers, ...clusters.map(({ own }) => own)].map(({ close }) => close()),
      );
    },
  };
}

/** The clusters of a fleet as a wale.yaml has them; nothing where there is one. */
const inFile = (
  clusters: readonly { readonly cluster: string; readonly own: Replay }[],
): Readonly<Record<string, unknown>> =>
  clusters.length === 0
    ? {}
    : {
        clusters: Object.fromEntries(
          clusters.map(({ cluster, own }) => [
            cluster,
            {
              elasticsearch: { url: own.elasticsearchUrl },
              prometheus: { url: own.prometheusUrl },
            },
          ]),
        ),
      };

const isSameSite = (one: Scenario, other: Scenario): boolean =>
  one.at === other.at && isDeepStrictEqual(one.config, other.config);
