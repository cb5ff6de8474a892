import { WebClient } from '@slack/web-api';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { registerHandlers } from '../../handlers/index.ts';
// Nobody who asks in Slack is to wait until a client is loaded.
import '../sources/elasticsearch/source.ts';
import '../sources/prometheus/source.ts';
import type { Config } from '../config/config.ts';
import { secretsIn } from '../config/secrets-in.ts';
import { slackCredentials } from '../config/slack-credentials.ts';
import { referenceAt, type TakeDownFault } from '../domain/own-failure.ts';
import { hideValues, type Hide } from '../domain/secrets/hide-values.ts';
import type { Tell } from '../domain/event-map.ts';
import type { Clock, DurationMs, Stopwatch } from '../domain/time.ts';
import { createOverhear } from '../operation/telling-sources.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';
import { PATIENCE_WITH_MANY } from '../sources/patience.ts';
import { createSlackFetch } from '../slack/post-reply.ts';
import { createRefusedBlocks } from '../slack/refused-blocks.ts';
import { createReplyQueue } from '../slack/reply-queue.ts';
import { createPublishReadably } from '../slack/publish-readably.ts';
import { createRespondReadably } from '../slack/respond-readably.ts';
import { createRush } from '../slack/rush.ts';
import { webApiFetch } from '../slack/web-api-fetch.ts';
import { stayConnected, type Connection } from '../slack/stay-connected.ts';
import { createAcknowledgementBook } from '../threads/record/acknowledgement-book.ts';
import { createForgetfulStore } from '../threads/stores/in-memory.ts';
import { createClusterOfMessage } from '../threads/tend/cluster-of-message.ts';
import { SLACK_CALL_MS } from '../threads/tend/say.ts';
import { shareAnswers } from '../use-cases/share-answers.ts';
import { createFleetAnswer } from './answers.ts';
import { apologise } from './apologise.ts';
import { createCircuits } from './circuits.ts';
import { askAcknowledgements, createAcknowledging } from './acknowledging.ts';
import { createClusterAnswers, whenAsked, withAge } from './cluster-answers.ts';
import { boltLogger } from './bolt-logger.ts';
import { createReceiver } from './slack-receiver.ts';
import { SLOWEST_SENDER, WAITING_CONNECTIONS } from './slowest-sender.ts';
import { createWebhookServer } from './webhook-server.ts';
import { toSlackError } from './slack-error.ts';
import { ObservedApp } from './observed-app.ts';
import { tellLimits } from './slack-limits.ts';
import { httpPart, socketPart } from './slack-part.ts';
import { createVerdictPages } from './verdict-pages.ts';
import { createTelling, noVerdict, tellingAnswers } from './telling-answers.ts';
import { createThreads } from './threads.ts';

export interface Bot {
  /** Whether it has a port of its own, so that no other may run beside it. */
  readonly listens: boolean;
  /** Asks Slack whether the bot token is right; `start` does so where this was not called. */
  readonly prepare: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Why it cannot answer in Slack; undefined if it can. */
  readonly lacks: () => Promise<string | undefined>;
  /** Rejects with a OperatorError once Slack refuses the tokens of a bot that was started. */
  readonly untilRefused: () => Promise<never>;
  /** Takes in nothing more, and lets what runs finish, but no longer than `operation.stopWithin`. */
  readonly stop: () => Promise<void>;
}

const ASKING_AFTER_MS = 1000;
/** The state may be what hangs. */
const GIVEN_UP_WITHIN: DurationMs = 1000;
const SLACK_TIMEOUT_MS = 10_000;

export interface BotParts {
  readonly now: Clock;
  readonly log: Logger;
  readonly store?: ThreadStore | undefined;
  readonly hide?: Hide | undefined;
  readonly tell?: Tell | undefined;
  readonly stopwatch?: Stopwatch | undefined;
}

/**
 * The Slack bot, connected to its sources and not yet started. Throws an OperatorError without tokens.
 * Threads are kept in `store`; whoever opened it closes it. `hide` takes our own secrets out of all that is sent.
 */
export function createBot(
  config: Config,
  {
    now,
    log,
    store,
    hide = hideValues(secretsIn(config)),
    tell = () => undefined,
    stopwatch = () => performance.now(),
  }: BotParts,
): Bot {
  const credentials = slackCredentials(config.slack);
  const takeDown: TakeDownFault = (fault) => {
    const reference = referenceAt(now());
    log.error({ err: fault, reference }, 'a request could not be answered');
    tell('own-fault', { reference });
    return reference;
  };
  const overhear = createOverhear(tell, stopwatch);
  const behindCircuits = createCircuits(config.deadlineMs, now, takeDown);
  const kept = store ?? createForgetfulStore(now, stopwatch);
  const book = createAcknowledgementBook(kept);
  const acknowledgements = askAcknowledgements(book, log, stopwatch);
  const clusters = createClusterAnswers(
    config,
    now,
    (sources) => behindCircuits(overhear(sources)),
    stopwatch,
    acknowledgements,
  );
  const address = config.slack.apiUrl === undefined ? {} : { slackApiUrl: config.slack.apiUrl };
  const threadClient = new WebClient(credentials.botToken, {
    ...address,
    logger: boltLogger(log),
    fetch: webApiFetch,
    timeout: SLACK_CALL_MS,
    // A post whose answer was lost may have arrived: only a look into the thread can tell.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // Looks that hang must not keep back a reply; how often is asked is kept to in src/slack/client.ts.
    maxRequestConcurrency: 200,
  });
  const refused = createRefusedBlocks(now);
  const askFleet = shareAnswers(
    createFleetAnswer(
      config,
      now,
      createCircuits(PATIENCE_WITH_MANY * config.deadlineMs, now, takeDown),
      acknowledgements,
    ),
    stopwatch,
    withAge,
    whenAsked(stopwatch),
  );
  const threads = createThreads(config, {
    clusters,
    client: threadClient,
    store: kept,
    now,
    log,
    hide,
    refused,
    tell,
    stopwatch,
    askFleet,
  });

  const clientOptions = {
    ...address,
    fetch: createSlackFetch(config.slack.apiUrl),
    timeout: SLACK_TIMEOUT_MS,
    // The default retries for half an hour; whoever waits in the channel has asked again by then.
    retryConfig: { retries: 2 },
  };
  const receiving = createReceiver(credentials, threads.routes, clientOptions, log);
  const webhooks =
    receiving.receiver === undefined || threads.routes.length === 0
      ? undefined
      : createWebhookServer(threads.routes, config.slack.port);
  const rush = createRush(stopwatch);
  const onOdd = (oddity: string): void => {
    log.warn({ oddity }, 'what came from Slack is not what Wale reads: passed over');
  };
  const app = new ObservedApp(
    {
      receiver: receiving.http ?? receiving.receiver,
      token: credentials.botToken,
      logger: boltLogger(log),
      extendedErrorHandler: true,
      // Else the tokens are tried in the background, and a refusal ends the process.
      deferInitialization: true,
      // Nobody here has a conversation that is remembered.
      convoStore: false,
      clientOptions,
    },
    { allow: config.slack.allow, tell, stopwatch, rush, onOdd },
  );
  for (const client of [threadClient, app.client]) tellLimits(client, tell);
  const lacks =
    receiving.receiver === undefined
      ? httpPart(app.client, stopwatch)
      : socketPart(receiving.receiver.client);
  registerHandlers(app, {
    clusters: tellingAnswers(clusters, tell, stopwatch),
    askFleet: createTelling(tell, stopwatch)('clusters', askFleet, noVerdict),
    allow: config.slack.allow,
    hide,
    respondReadably: createRespondReadably(refused, createReplyQueue()),
    // Home may refuse what a message may hold.
    publishReadably: createPublishReadably(createRefusedBlocks(now)),
    askingAfterMs: ASKING_AFTER_MS,
    watchCluster: threads.watchCluster,
    stopWatching: threads.stopWatching,
    acknowledging: createAcknowledging(clusters, book, now, tell),
    verdictPage: createVerdictPages(),
    clusterOfThread: threads.clusterOfThread,
    clusterOfMessage: createClusterOfMessage(
      threads.clusterOfThread,
      [...config.clusters.values()].map(({ traces }) => traces),
    ),
    now,
    answerPost: threads.answerPost,
    alertChannels: config.alerts?.channels ?? [],
    takeDown,
  });
  apologise(app, takeDown, tell, onOdd);
  // What was posted while there was no connection was sent to nobody.
  receiving.receiver?.client.on('connected', () => {
    threads.catchUp().catch((fault: unknown) => {
      log.error({ err: fault }, 'missed alerts could not be looked for');
    });
  });
  let connection: Connection | undefined;
  let isPrepared = false;
  const prepare = async (): Promise<void> => {
    if (isPrepared) return;
    try {
      await app.init();
    } catch (fault) {
      throw toSlackError(fault);
    }
    isPrepared = true;
  };
  const finish = async (): Promise<void> => {
    await Promise.all([app.stop(), webhooks?.stop()]);
    await app.settled();
    await threads.stop();
  };
  return {
    listens: credentials.mode === 'http' || threads.routes.length > 0,
    prepare,
    lacks,
    start: async () => {
      await prepare();
      try {
        await webhooks?.start();
        await (credentials.mode === 'http'
          ? app.start({ port: credentials.port, backlog: WAITING_CONNECTIONS }, SLOWEST_SENDER)
          : app.start());
      } catch (fault) {
        await webhooks?.stop();
        throw toSlackError(fault);
      }
      const client = receiving.receiver?.client;
      connection = client === undefined ? undefined : stayConnected(client, log);
      await threads.start();
      log.info({ mode: credentials.mode, clusters: [...clusters.keys()] }, 'wale answers');
    },
    untilRefused: async () => {
      try {
        return await (connection?.refused ?? new Promise<never>(() => undefined));
      } catch (fault) {
        throw toSlackError(fault);
      }
    },
    stop: async () => {
      connection?.stop();
      const { stopWithinMs } = config.operation;
      if (!(await endsWithin(stopWithinMs, finish()))) {
        log.warn({ running: app.running, stopWithinMs }, 'what still runs is left unfinished');
        await endsWithin(GIVEN_UP_WITHIN, threads.giveUp());
      }
    },
  };
}

/** Whether it ended by then. */
async function endsWithin(limitMs: DurationMs, work: Promise<void>): Promise<boolean> {
  const given = new AbortController();
  const late = sleep(limitMs, false, { signal: given.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    given.abort();
  }
}
