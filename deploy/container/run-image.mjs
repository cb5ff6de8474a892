// Runs what is in the image as an orchestrator would, with a Slack of its own on loopback, and asks it:
// run-image.mjs ROOT, where ROOT is the folder at which the image is mounted. No runtime is needed, only root.
import { execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const [root] = process.argv.slice(2);
const SIGNING_SECRET = 'not-a-secret';
const hardened = [
  'run',
  '--rm',
  '--read-only',
  '--cap-drop=all',
  '--security-opt=no-new-privileges',
  '--network=host',
  '--cgroups=disabled',
  '--pull=never',
  '--ulimit=host',
  '--no-healthcheck', // podman has systemd run it
];

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

console.log(
  `image: ${execFileSync('podman', [...hardened, image, 'version'], { encoding: 'utf8' }).trim()} runs`,
);
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
const words = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
const bot = spawn('podman', [...hardened, ...words, image], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
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
