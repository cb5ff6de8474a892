import { randomUUID } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { SlackPost } from '../threads/alerts/slack-post.ts';
import type { Config } from '../config/config.ts';
import { hideIn, type Hide } from '../domain/secrets/hide-values.ts';
import type { Tell } from '../domain/event-map.ts';
import { referenceAt } from '../domain/own-failure.ts';
import { SECOND, type Clock, type Stopwatch } from '../domain/time.ts';
import { incidentNote } from '../messages/thread/incident-note.ts';
import type { SlackChannel } from '../threads/record/slack-channel.ts';
import type { ThreadStore } from '../threads/record/thread-store.ts';
import { DEFAULT_WATCH } from '../threads/record/watch-settings.ts';
import type { AskFleet } from '../use-cases/ask-fleet.ts';
import { createAskPipeline } from '../use-cases/ask-pipeline.ts';
import { outOfRequest } from '../operation/current-request.ts';
import { createIncidentNotes } from '../pagerduty/client.ts';
import { createSlackChannel, type SlackTask } from '../slack/client.ts';
import type { RefusedBlocks } from '../slack/refused-blocks.ts';
import type { AnswerPost } from '../threads/tend/answer-post.ts';
import { createClusterOfThread, type ClusterOfThread } from '../threads/tend/cluster-of-thread.ts';
import { ONE_LOOK_EVERY } from '../threads/tend/catch-up.ts';
import { createThreadTender, type ThreadTender } from '../threads/tend/tend-threads.ts';
import type { WatchedCluster } from '../threads/tend/look.ts';
import {
  createStopWatching,
  createWatchCluster,
  type StopWatching,
  type WatchCluster,
} from '../threads/tend/watch-cluster.ts';
import { createGuardOf } from './guard.ts';
import { createAnswering } from './answering.ts';
import { unlessOfState } from './faults-of-state.ts';
import type { WebhookRoute } from './webhook-server.ts';

export interface Threads {
  readonly watchCluster: WatchCluster;
  readonly stopWatching: StopWatching;
  readonly clusterOfThread: ClusterOfThread;
  readonly answerPost: AnswerPost | undefined;
  readonly routes: readonly WebhookRoute[];
  /** Takes up what is live, and looks for what was missed; from now on again and again. */
  readonly start: () => Promise<void>;
  /** Looks for what was missed, now. */
  readonly catchUp: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Where that takes too long: what is not done yet is left to whoever comes next. */
  readonly giveUp: () => Promise<void>;
}

/** Who we are, as Slack says it. */
const Identity = z.object({ url: z.url(), bot_id: z.string() }).partial();
type Identity = z.infer<typeof Identity>;

/** A thread whose replica died is taken up by another so soon after its lease has ended. */
const SWEEP_EVERY_MS = 5 * SECOND;

/** After a restart all threads want to look at once; the sources are asked by so many at a time. */
const ASKING_AT_ONCE = 25;

const UNDONE: Readonly<Record<SlackTask, string>> = {
  post: 'a reply may not have been posted; it is looked for, and tried again',
  find: 'it could not be looked up whether a reply is there',
  edit: 'a reply could not be brought up to date',
};

export interface ThreadParts {
  readonly clusters: ReadonlyMap<string, WatchedCluster>;
  readonly client: WebClient;
  readonly store: ThreadStore;
  readonly now: Clock;
  readonly log: Logger;
  readonly hide: Hide;
  readonly refused: RefusedBlocks;
  readonly tell: Tell;
  readonly stopwatch: Stopwatch;
  readonly askFleet: AskFleet;
}

/** Alert threads, wired: recognising, answering, watching, and the webhooks. */
export function createThreads(
  config: Config,
  { clusters, client, store, now, log, hide, refused, tell, stopwatch, askFleet }: ThreadParts,
): Threads {
  const owner = randomUUID();
  let me: Identity = {};
  const slack = withoutSecrets(
    createSlackChannel(
      client,
      () => me.url,
      refused,
      (task, channel, reason) => {
        log.warn({ channel, reason }, UNDONE[task]);
      },
    ),
    hide,
  );
  const isOwn = ({ botId }: SlackPost): boolean => botId !== undefined && botId === me.bot_id;
  const asking = new PQueue({ concurrency: ASKING_AT_ONCE });
  const { alerts } = config;
  const notes =
    alerts?.incidentNotes === undefined ? undefined : createIncidentNotes(alerts.incidentNotes);
  const threads = createThreadTender(
    {
      store,
      slack,
      owner,
      now,
      stopwatch,
      askPipeline: createAskPipeline(askFleet),
      settings: alerts?.watch ?? DEFAULT_WATCH,
      clusters: new Map(
        [...clusters].map(([name, { ask, links, archiver }]) => [
          name,
          { ask: () => asking.add(ask), links, archiver },
        ]),
      ),
      onRefused: (thread, reason) => {
        const [channel = ''] = thread.split('|');
        tell('thread-refused', { thread, channel, reason });
      },
      noteIncident:
        notes === undefined
          ? undefined
          : async (incident, report, link) => {
              try {
                await notes(incident, hide(incidentNote(report, link)));
              } catch (fault) {
                log.error({ err: fault, incident }, 'no note could be written on the incident');
              }
            },
    },
    unlessOfState((fault, thread: string, reference: string | undefined) => {
      if (reference !== undefined) tell('own-fault', { reference });
      log.error({ err: fault, thread, reference }, 'a thread could not be tended');
    }),
  );
  const tender: ThreadTender = {
    ...threads,
    tend: (thread) => outOfRequest(() => threads.tend(thread)),
  };
  const answering =
    alerts === undefined
      ? undefined
      : createAnswering({ config, alerts, slack, store, tender, isOwn, owner, now, log, tell });
  const guard = createGuardOf(config, clusters, {
    store,
    owner,
    askFleet,
    tender,
    now,
    stopwatch,
    tell,
    onFault: unlessOfState((fault) => {
      tell('own-fault', { reference: referenceAt(now()) });
      log.error({ err: fault }, 'the guard could not look, or not tell');
    }),
  });
  const guarded = (what: string, run: () => Promise<void>) => (): void => {
    run().catch(
      unlessOfState((fault) => {
        log.error({ err: fault }, what);
      }),
    );
  };
  const catchUp = answering?.catchUp.look ?? (() => Promise.resolve());
  const sweepThreads = guarded('live threads could not be taken up', tender.sweep);
  const sweepArrivals = guarded(
    'alerts of webhooks could not be taken up',
    answering?.placing?.sweep ?? (() => Promise.resolve()),
  );
  const sweep = (): void => {
    sweepThreads();
    sweepArrivals();
  };
  const timers: NodeJS.Timeout[] = [];

  return {
    watchCluster: createWatchCluster(store, slack, tender, now),
    stopWatching: createStopWatching(store, tender, now),
    clusterOfThread: createClusterOfThread(store, [...clusters.keys()]),
    answerPost: answering?.answerPost,
    routes: answering?.routes ?? [],
    catchUp,
    start: async () => {
      // Without it replies have no links, and our own posts are known by their metadata alone.
      const answer = await client.auth.test().catch(() => undefined);
      me = Identity.safeParse(answer).data ?? {};
      const look = guarded('missed alerts could not be looked for', catchUp);
      sweep();
      look();
      guard?.start();
      timers.push(setInterval(sweep, SWEEP_EVERY_MS), setInterval(look, ONE_LOOK_EVERY));
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await guard?.stop();
      await answering?.catchUp.stop();
      await answering?.placing?.settled();
      await tender.stop();
    },
    giveUp: async () => answering?.placing?.giveUp(),
  };
}

const withoutSecrets = (slack: SlackChannel, hide: Hide): SlackChannel => ({
  ...slack,
  post: (place, message, mark, mayI) => slack.post(place, hideIn(message, hide), mark, mayI),
  edit: (channel, ts, message, mark) => slack.edit(channel, ts, hideIn(message, hide), mark),
});
