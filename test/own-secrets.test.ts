import { createServer, type AddressInfo, type Server } from 'node:net';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { registerHandlers } from '../handlers/index.ts';
import type { Reply } from '../handlers/slack/reply.ts';
import { listenOnLoopback } from '../lab/scenario/loopback.ts';
import { createLog } from '../src/composition/log.ts';
import { openStore } from '../src/composition/open-store.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { secretsIn, secretsInEnvironment } from '../src/config/secrets-in.ts';
import { hideValues } from '../src/domain/secrets/hide-values.ts';
import { measured } from '../src/domain/reading.ts';
import { reportStatus } from '../src/report/report-status.ts';
import { failure, healthySnapshot, NOON, uploadLog } from './support/snapshot.ts';
import { runWale } from './support/terminal.ts';

const OWN = 'Correct-Horse/Battery 9';
/** What a server, or a proxy before it, repeats of what it was sent. */
const REPEATED = [
  OWN,
  encodeURIComponent(OWN),
  Buffer.from(`elastic:${OWN}`).toString('base64'),
].join(' and ');

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const expectHidden = (shown: string): void => {
  expect(shown).toContain('[redacted]');
  expect(shown).not.toMatch(/Correct|Battery|Q29ycmVjd/);
};

describe('what Wale itself keeps secret', () => {
  it.each(['status', 'doctor', 'uploads'])(
    'is not shown by wale %s when a server repeats it',
    async (command) => {
      const server = await listenOnLoopback((request, response) => {
        request.resume();
        response.writeHead(500, {
          'content-type': 'application/json',
          'x-elastic-product': 'Elasticsearch',
        });
        response.end(JSON.stringify({ error: `you sent ${REPEATED}` }));
      });
      closing.push(server.close);
      const { out, err } = await runWale([command], {
        ELASTICSEARCH_URL: server.url,
        ELASTICSEARCH_USERNAME: 'elastic',
        ELASTICSEARCH_PASSWORD: OWN,
        PROMETHEUS_URL: server.url,
      });

      expectHidden(out + err);
    },
  );

  it('is not shown in Slack when a log line repeats it', async () => {
    const listeners = new Map<string, (args: never) => Promise<void>>();
    const report = reportStatus(
      healthySnapshot({
        log: { failures: [failure(5000, { text: REPEATED })], uploads: [] },
      }),
      5,
    );
    registerHandlers(
      {
        command: (name: string, listener: never) => listeners.set(name, listener),
        action: () => undefined,
        event: () => undefined,
        shortcut: () => undefined,
        view: () => undefined,
      } as never,
      {
        clusters: new Map([
          [
            'main',
            {
              ask: () => Promise.resolve(report),
              askAt: () => Promise.resolve(report),
              listUploads: () => Promise.resolve(measured(uploadLog(), NOON)),
              listErrors: () =>
                Promise.resolve(
                  measured({ errors: [], from: NOON, unread: { count: 0, samples: [] } }, NOON),
                ),
              examine: () => Promise.reject(new Error('nobody asks')),
              links: {},
            },
          ],
        ]),
        askFleet: () => Promise.reject(new Error('nobody asks')),
        allow: { channels: [], users: [] },
        hide: hideValues([OWN]),
        respondReadably: (reply, respond) => respond(reply),
        publishReadably: (reply, respond) => respond(reply),
        takeDown: () => 'ref1',
        now: Date.now,
        askingAfterMs: 1000,
        watchCluster: () => Promise.resolve({ kind: 'begun' }),
        acknowledging: {
          acknowledge: () => Promise.reject(new Error('nobody does')),
          unacknowledge: () => Promise.resolve(0),
        },
        stopWatching: () => Promise.resolve(true),
        verdictPage: () => '',
        clusterOfThread: () => Promise.resolve(undefined),
        clusterOfMessage: () => Promise.resolve(undefined),
        answerPost: undefined,
        alertChannels: [],
      },
    );
    const replies: Reply[] = [];
    await listeners.get('/wale')?.({
      ack: () => Promise.resolve(),
      command: { text: 'status', channel_id: 'C1', user_id: 'U1' },
      respond: (reply: Reply) => Promise.resolve(replies.push(reply)),
    } as never);

    expectHidden(JSON.stringify(replies));
  });

  it('is known from wherever it is configured', () => {
    const file = `
elasticsearch:
  url: "https://elastic:in-the-url-1@es:9243"
  headers: { X-Api-Key: header-key-2, X-Scope-OrgID: tenant-not-secret }
prometheus: { url: "https://prom", auth: { bearerToken: bearer-3 } }
patroni: { urls: ["http://walg:patroni-4@p:8008"] }
clusters: { a: { prometheus: { auth: { apiKey: api-key-5 } } }, b: null }
slack: { botToken: xoxb-6, appToken: xapp-7, signingSecret: signing-8 }
alerts:
  channels: [C0123456789]
  pagerduty: { webhookSecrets: [first-9, second-9], token: note-10, from: w@example.com }
  alertmanager: { auth: { bearerToken: webhook-11 } }
state: { redisUrl: "redis://:pass%2Fword-12@redis:6379" }
`;
    const config = loadConfig({ env: {}, readFile: () => file });

    expect(new Set(secretsIn(config))).toEqual(
      new Set([
        ...['in-the-url-1', 'header-key-2', 'bearer-3', 'patroni-4', 'api-key-5', 'xoxb-6'],
        ...['xapp-7', 'signing-8', 'first-9', 'second-9', 'note-10', 'webhook-11'],
        ...['pass%2Fword-12', 'pass/word-12'],
      ]),
    );
  });

  it('is known from the environment by the names of its variables', () => {
    const env = {
      SLACK_BOT_TOKEN: 'xoxb-1',
      PAGERDUTY_WEBHOOK_SECRET: 'a-2, b-3',
      AWS_SECRET_ACCESS_KEY: 'aws-4',
      HTTPS_PROXY: 'http://walg:proxy-5@proxy:3128',
      REDIS_URL: 'redis://:redis-6@r',
      ELASTICSEARCH_INDEX: 'wal-index',
      PATH: '/usr/bin',
      PWD: '/anywhere/wale',
      WALE_SECRETS_FOLDER: '/etc/wale/hush',
      CREDENTIALS_DIRECTORY: '/run/credentials/wale.service',
      GITHUB_TOKEN: '/run/secrets/github',
    };

    const known = secretsInEnvironment(env);

    expect(known).toEqual(
      expect.arrayContaining(['xoxb-1', 'a-2', 'b-3', 'aws-4', 'proxy-5', 'redis-6']),
    );
    const { WALE_SECRETS_FOLDER: ours, CREDENTIALS_DIRECTORY: systemds } = env;
    for (const open of [
      env.ELASTICSEARCH_INDEX,
      env.PATH,
      env.PWD,
      env.GITHUB_TOKEN,
      ours,
      systemds,
    ]) {
      expect(known).not.toContain(open);
    }
  });

  it('is not shown by the process itself, whatever it complains about', async () => {
    const wale = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'status', OWN], {
      env: { ...process.env, VAULT_TOKEN: OWN },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = await Promise.all([
      text(wale.stdout),
      text(wale.stderr),
      once(wale, 'exit'),
    ]);

    expectHidden(out + err);
  }, 30_000);
});

/** A Redis that refuses every login in the words that Redis 7 has for it. */
async function redisThatRefuses(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((socket) => {
    closing.push(() => void socket.destroy());
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const commands = data.toString().match(/\*\d+\r\n/g)?.length ?? 0;
      const isLogin = /auth/i.test(data.toString());
      const words = isLogin
        ? 'WRONGPASS invalid username-password pair or user is disabled.'
        : 'NOAUTH Authentication required.';
      socket.write(`-${words}\r\n`.repeat(commands));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

describe('a Redis that refuses the password', () => {
  it('is told in the log and at the start without the password', async () => {
    const { port, server } = await redisThatRefuses();
    closing.push(() => void server.close());
    const password = 'plainlowercase';
    const state = {
      kind: 'redis',
      url: `redis://default:${password}@127.0.0.1:${port}`,
      prefix: 'wale',
    } as const;
    let log = '';
    const logger = createLog('debug', undefined, (line) => (log += line));

    await expect(openStore(state, Date.now, logger)).rejects.toThrow(
      'cannot reach Redis (it refuses the login: WRONGPASS)',
    );

    expect(log).toContain('the state cannot be reached');
    expect(log).toContain('WRONGPASS');
    expect(log).not.toContain(password);
  });
});

it('a complaint shows no mark of a path that reorders or overwrites what stands beside it', async () => {
  const { err } = await runWale(
    ['status', '--config', '/tmp/a\u202egnp.lmay\u001b[2Kb\u2066.yaml'],
    {},
  );

  expect(err).toContain('/tmp/agnp.lmayb.yaml');
  // eslint-disable-next-line no-control-regex -- these are what must not be there
  expect(err).not.toMatch(/[\u202e\u2066\u001b]/);
});
