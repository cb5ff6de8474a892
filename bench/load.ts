import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '../lab/free-port.ts';
import { stopProcess, waitUntil } from '../lab/process.ts';
import { listenOnLoopback } from '../lab/scenario/loopback.ts';
import { replay } from '../lab/scenario/replay.ts';
import { readScenario } from '../lab/scenario/scenario-file.ts';
import { busyness, quantile } from './figures.ts';
import { hangingWay } from './hanging-way.ts';

const PROGRAM = 'dist/src/main.js';
const SIGNING_SECRET = 'not-a-secret';
const AT_ONCE = 1000;
const PER_SECOND = 200;

/** As the generator tells it: milliseconds from sending. */
const Round = z.object({
  acknowledged: z.array(z.number()),
  answered: z.array(z.number()),
  lost: z.number(),
  refused: z.number(),
});

/**
 * `/wale status`, signed and over HTTP, at a real `wale serve` with recorded sources: many at once, and for some time so many
 * a second; then the same while Elasticsearch takes requests in and answers none. The generator is a process of its own.
 * Floor: the same requests at a server that checks the signature, acknowledges, and does nothing else. Behind each line
 * stands the load average of the machine, of the minute before it ended.
 */
export async function benchLoad(say: (line: string) => void, seconds: number): Promise<void> {
  if (!existsSync(PROGRAM)) throw new Error(`there is no ${PROGRAM}: run npm run build first`);
  const folder = mkdtempSync(join(tmpdir(), 'wale-bench-'));
  const scenario = readScenario('healthy');
  const sources = await replay(scenario);
  const elasticsearch = await hangingWay(sources.elasticsearchUrl);
  const prometheus = await hangingWay(sources.prometheusUrl);
  const slack = await listenOnLoopback((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":true,"bot_id":"B1","user_id":"U1","team_id":"T1","messages":[]}');
  });
  const atThatTime = ['--import', clockBehindBy(Date.now() - Date.parse(scenario.at))];
  const port = await freePort();
  const config = join(folder, 'wale.yaml');
  writeFileSync(config, stringify(scenario.config));
  const bot = spawn(process.execPath, [...atThatTime, PROGRAM, 'serve', '--config', config], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: heapBounds(),
      LOG_LEVEL: 'error',
      SLACK_MODE: 'http',
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: `${slack.url}/api/`,
      WALE_STATE_FOLDER: join(folder, 'state'),
      ELASTICSEARCH_URL: elasticsearch.url,
      PROMETHEUS_URL: prometheus.url,
      PORT: String(port),
    },
  });
  const url = `http://127.0.0.1:${port}/slack/events`;
  const floorPort = await freePort();
  const floor = fork('bench/signed-floor.ts', [String(floorPort), SIGNING_SECRET]);
  const floorUrl = `http://127.0.0.1:${floorPort}/`;
  const generator = fork('bench/load-generator.ts', [SIGNING_SECRET], {
    execArgv: [...process.execArgv, ...atThatTime],
  });
  const ended = once(generator, 'exit').then(() => {
    throw new Error('the generator ended');
  });
  ended.catch(() => undefined); // it also ends when all is done
  const sent = async (order: object) => {
    generator.send(order);
    const [told] = (await Promise.race([once(generator, 'message'), ended])) as [unknown];
    return Round.parse(told);
  };
  const floorRound = async (name: string, count: number, perSecond: number): Promise<void> => {
    const spent = processorMsOf(floor);
    const { acknowledged } = await sent({ url: floorUrl, count, perSecond, answers: false });
    say(
      `  ${`floor: ${name}`.padEnd(44)} acknowledged p50 ${quantile(acknowledged, 0.5)} p99 ${quantile(acknowledged, 0.99)} ms; processor ${((processorMsOf(floor) - spent) / count).toFixed(1)} ms a command; ${busyness()}`,
    );
  };
  const round = async (name: string, count: number, perSecond: number): Promise<void> => {
    elasticsearch.asked = 0;
    prometheus.asked = 0;
    const before = memoryOf(bot);
    const spent = processorMsOf(bot);
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, memoryOf(bot))), 100);
    const told = await sent({ url, count, perSecond, answers: true });
    clearInterval(watch);
    const processorMs = (processorMsOf(bot) - spent) / count;
    await sleep(1500); // what was answered within a second is shared: not with the next round
    const { acknowledged, answered, lost, refused } = told;
    say(
      `  ${name.padEnd(44)} acknowledged p50 ${quantile(acknowledged, 0.5)} p99 ${quantile(acknowledged, 0.99)} ms, answered p50 ${quantile(answered, 0.5)} p99 ${quantile(answered, 0.99)} ms, ${lost} lost, ${refused} refused; asked Elasticsearch ${elasticsearch.asked} times, Prometheus ${prometheus.asked}; memory ${before} MB before, ${most} MB at most; processor ${processorMs.toFixed(1)} ms a command; ${busyness()}`,
    );
  };
  try {
    await waitUntil('wale serve', bot, 20_000, async () => (await fetch(url)).status > 0);
    await waitUntil('the floor', floor, 20_000, async () => (await fetch(floorUrl)).status > 0);
    say(`load: ${AT_ONCE} statuses at once, and ${PER_SECOND} a second for ${seconds} s`);
    const floors = async (): Promise<void> => {
      await floorRound(`${AT_ONCE} at once`, AT_ONCE, Infinity);
      await floorRound(`${PER_SECOND}/s`, PER_SECOND * seconds, PER_SECOND);
    };
    const rounds = async (suffix: string): Promise<void> => {
      await round(`one${suffix}`, 1, Infinity);
      await round(`${AT_ONCE} at once${suffix}`, AT_ONCE, Infinity);
      await round(`${PER_SECOND}/s${suffix}`, PER_SECOND * seconds, PER_SECOND);
    };
    await floorRound('one', 1, Infinity);
    await floors();
    await rounds('');
    await round(`${PER_SECOND}/s again`, PER_SECOND * seconds, PER_SECOND);
    // The first time, much of the code has not run yet; a bot in use answers as it does here.
    await round(`${AT_ONCE} at once again`, AT_ONCE, Infinity);
    elasticsearch.hangs = true;
    await rounds(', Elasticsearch hangs');
    await floors();
    say(`  memory after all of it: ${memoryOf(bot)} MB`);
  } finally {
    generator.kill();
    floor.kill();
    await stopProcess(bot);
    await Promise.all([elasticsearch, prometheus, slack, sources].map(({ close }) => close()));
    rmSync(folder, { recursive: true });
  }
}

/** As the container starts Wale. */
function heapBounds(): string {
  const [, options] = /NODE_OPTIONS="([^"]+)"/.exec(readFileSync('Containerfile', 'utf8')) ?? [];
  if (options === undefined) throw new Error('Containerfile sets no NODE_OPTIONS');
  return options;
}

/** A module that sets the clock of a process back, to when its sources were recorded. */
const clockBehindBy = (lagMs: number): string =>
  `data:text/javascript,${encodeURIComponent(`const now = Date.now; Date.now = () => now() - ${lagMs};`)}`;

/** Resident, in MB. */
function memoryOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

/** Of the kernel and of the process itself; the kernel counts in hundredths of a second. */
function processorMsOf({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8');
  const [user = NaN, system = NaN] = stat
    .slice(stat.lastIndexOf(')'))
    .split(' ')
    .slice(12, 14)
    .map(Number);
  return 10 * (user + system);
}
