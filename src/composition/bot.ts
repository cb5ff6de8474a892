import { randomUUID } from 'node:crypto';
import { App, LogLevel, type Logger as BoltLogger } from '@slack/bolt';
import axios from 'axios';
import type { Logger } from 'pino';
import { z } from 'zod';
import { registerHandlers } from '../../handlers/index.ts';
import type { Config } from '../config/config.ts';
import { slackCredentials, type SlackCredentials } from '../config/slack-credentials.ts';
import type { Clock } from '../domain/time.ts';
import { shareAnswers } from '../use-cases/share-answers.ts';
import { createFleetAnswer } from './answers.ts';
import { createClusterAnswers } from './cluster-answers.ts';
import { toSlackError } from './slack-error.ts';

export interface Bot {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const ASKING_AFTER_MS = 1000;
const SLACK_TIMEOUT_MS = 10_000;

/** The Slack bot, connected to its sources and not yet started. Throws a ConfigError without tokens. */
export function createBot(config: Config, now: Clock, log: Logger): Bot {
  const credentials = slackCredentials(config.slack);
  const app = new App({
    ...connection(credentials),
    logger: boltLogger(log),
    extendedErrorHandler: true,
    // Else the tokens are tried in the background, and a refusal ends the process.
    deferInitialization: true,
    clientOptions: {
      timeout: SLACK_TIMEOUT_MS,
      // The default retries for half an hour; whoever waits in the channel has asked again by then.
      retryConfig: { retries: 2 },
      ...(config.slack.apiUrl === undefined ? {} : { slackApiUrl: config.slack.apiUrl }),
    },
  });

  const clusters = createClusterAnswers(config, now);
  registerHandlers(app, {
    clusters,
    askFleet: shareAnswers(createFleetAnswer(config, now)),
    allow: config.slack.allow,
    askingAfterMs: ASKING_AFTER_MS,
  });
  apologise(app, log);
  return {
    start: async () => {
      try {
        await app.init();
        await (credentials.mode === 'http' ? app.start(credentials.port) : app.start());
      } catch (fault) {
        throw toSlackError(fault);
      }
      log.info({ mode: credentials.mode, clusters: [...clusters.keys()] }, 'wale answers');
    },
    stop: async () => {
      await app.stop();
    },
  };
}

function connection(credentials: SlackCredentials) {
  return credentials.mode === 'socket'
    ? { token: credentials.botToken, appToken: credentials.appToken, socketMode: true }
    : { token: credentials.botToken, signingSecret: credentials.signingSecret };
}

const Answerable = z.object({ response_url: z.url() });

/** The one place where a bug ends: logged in full, and told in one sentence with a number to find it by. */
function apologise(app: App, log: Logger): void {
  app.error(async ({ error, body }: { readonly error: Error; readonly body: unknown }) => {
    const trace = randomUUID().slice(0, 8);
    log.error({ err: error, trace }, 'a request could not be answered');
    const answerable = Answerable.safeParse(body);
    if (!answerable.success) return;
    await axios.post(
      answerable.data.response_url,
      {
        response_type: 'ephemeral',
        replace_original: false,
        text: `Something went wrong here, and it is a fault of Wale. Whoever runs it finds it in the log by ${trace}. Meanwhile: \`wale status\` in a terminal.`,
      },
      { timeout: SLACK_TIMEOUT_MS },
    );
  });
}

/** Bolt's log goes where ours goes. */
function boltLogger(log: Logger): BoltLogger {
  const words = (parts: unknown[]): string => parts.map(String).join(' ');
  return {
    debug: (...parts) => {
      log.debug(words(parts));
    },
    info: (...parts) => {
      log.info(words(parts));
    },
    warn: (...parts) => {
      log.warn(words(parts));
    },
    error: (...parts) => {
      log.error(words(parts));
    },
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
