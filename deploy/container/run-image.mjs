// Runs what is in the image as an orchestrator would, with a Slack of its own on loopback, and asks it:
// run-image.mjs ROOT, where ROOT is the folder at which the image is mounted. No runtime is needed, only root.
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const [root] = process.argv.slice(2);
const SIGNING_SECRET = 'not-a-secret';
/** A root that cannot be written to but for the state, the user of the image, and no way to more privileges. */
const hardened = (...command) => [
  '--mount',
  'sh',
  '-ec',
  `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"
mount -t tmpfs -o uid=10001,gid=10001,mode=700 state "$0/var/lib/wale"
exec setpriv --no-new-privs chroot --userspec=10001:10001 "$0" "$@"`,
  root,
  ...command,
];
const common = {
  NODE_ENV: 'production',
  WALE_STATE_FOLDER: '/var/lib/wale/state',
  PATH: process.env.PATH,
};

const listening = async (server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
};
const freePort = async () => {
  const server = createServer();
  const port = await listening(server);
  server.close();
  return port;
};

let onAnswer;
const answered = new Promise((resolve) => {
  onAnswer = resolve;
});
const slack = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    if (request.url === '/response') onAnswer(JSON.parse(body));
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":true,"user_id":"U1","bot_id":"B1","team_id":"T1"}');
  });
});
const slackUrl = `http://127.0.0.1:${await listening(slack)}`;
const [port, operation] = [await freePort(), await freePort()];

const version = execFileSync('unshare', hardened('/usr/local/bin/wale', 'version'), {
  encoding: 'utf8',
  env: common,
});
console.log(`image: ${version.trim()} runs`);
const env = {
  SLACK_MODE: 'http',
  SLACK_BOT_TOKEN: 'xoxb-not-a-secret',
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  SLACK_API_URL: `${slackUrl}/api/`,
  PORT: port,
  WALE_OPERATION_PORT: operation,
  // Nobody listens there: what Wale says of that is the answer.
  ELASTICSEARCH_URL: 'http://127.0.0.1:9',
  PROMETHEUS_URL: 'http://127.0.0.1:9',
};
const bot = spawn(
  'unshare',
  hardened('/usr/local/bin/node', '/opt/wale/dist/src/main.js', 'serve'),
  {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...common, ...env },
  },
);
const ended = once(bot, 'exit');
try {
  let ready;
  for (let tries = 0; ready?.status !== 200 && tries < 100; tries += 1) {
    await sleep(200);
    ready = await fetch(`http://127.0.0.1:${operation}/readyz`).catch(() => undefined);
  }
  if (ready?.status !== 200) throw new Error(`it never got ready: ${await ready?.text()}`);
  const body = new URLSearchParams({
    command: '/wale',
    text: 'status',
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U2',
    response_url: `${slackUrl}/response`,
  }).toString();
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${at}:${body}`).digest('hex');
  const acknowledged = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
  const { text } = await answered;
  console.log(`image: acknowledged with ${acknowledged.status}; it answers: ${text.slice(0, 100)}`);
} finally {
  bot.kill('SIGTERM');
  const [code] = await ended;
  console.log(`image: SIGTERM ends it with exit code ${code}`);
  slack.close();
}
