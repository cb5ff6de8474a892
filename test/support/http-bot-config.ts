import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';

/** What Slack signs its requests with. */
export const SIGNING_SECRET = 'not-a-secret';

/** Of a bot that hears Slack over HTTP on this port, and whose Prometheus nobody answers for. */
export const httpBotConfig = (slackUrl: string, port: number): Config =>
  loadConfig({
    readFile: () => undefined,
    env: {
      PROMETHEUS_URL: 'http://127.0.0.1:1',
      SLACK_MODE: 'http',
      SLACK_BOT_TOKEN: 'xoxb-test',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: `${slackUrl}/api/`,
      PORT: String(port),
    },
  });
