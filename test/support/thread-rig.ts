import { WebClient } from '@slack/web-api';
import { startSlackWorkspace, type SlackWorkspace } from '../../demo/slack-workspace.ts';
import { DEFAULT_ALERT_PATTERNS } from '../../src/threads/alerts/alert-patterns.ts';
import { SlackPost } from '../../src/threads/alerts/slack-post.ts';
import type { Report } from '../../src/domain/report.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { ThreadStore } from '../../src/threads/record/thread-store.ts';
import { createSlackChannel } from '../../src/slack/client.ts';
import { createRefusedBlocks } from '../../src/slack/refused-blocks.ts';
import { createInMemoryStore, newMemory } from '../../src/threads/stores/in-memory.ts';
import { createAnswerPost } from '../../src/threads/tend/answer-post.ts';
import { createLeaveAlert } from '../../src/threads/tend/leave-alert.ts';
import { createThreadTender } from '../../src/threads/tend/tend-threads.ts';
import type { TurnContext } from '../../src/threads/tend/thread-turn.ts';
import { createStopWatching, createWatchCluster } from '../../src/threads/tend/watch-cluster.ts';

export const CHANNEL = 'C0ALERTS';

export const stopwatch = (): number => performance.now();

/** A look every few milliseconds: a test has no half minute. */
export const QUICK = { everyMs: 30, settleMs: 150, limitMs: 60_000 };

export interface ReplicaOptions {
  readonly slack: SlackWorkspace;
  readonly store: ThreadStore;
  readonly ask: () => Promise<Report>;
  readonly clusters?: readonly string[];
  readonly owner?: string;
  readonly settings?: TurnContext['settings'];
  readonly noteIncident?: TurnContext['noteIncident'];
  readonly leaseMs?: number;
  readonly askPipeline?: TurnContext['askPipeline'];
}

/** One Wale without its entry points: alerts in, a workspace behind. */
export function createReplica({
  slack,
  store,
  ask,
  clusters = ['gprd-main'],
  owner = 'a',
  settings = QUICK,
  noteIncident,
  leaseMs,
  askPipeline = () => Promise.reject(new Error('no pipeline in this test')),
}: ReplicaOptions) {
  const client = new WebClient('xoxb-test', {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 2000,
  });
  const faults: unknown[] = [];
  const refusals: string[] = [];
  const channel = createSlackChannel(
    client,
    () => 'https://example.slack.com/',
    createRefusedBlocks(Date.now),
  );
  const tender = createThreadTender(
    {
      store,
      slack: channel,
      owner,
      settings,
      now: Date.now,
      stopwatch,
      noteIncident,
      onRefused: (_thread, reason) => refusals.push(reason),
      askPipeline,
      clusters: new Map(clusters.map((name) => [name, { ask, links: {} }])),
    },
    (fault) => faults.push(fault),
    leaseMs,
  );
  const traces = clusters.map((name) => ({
    name,
    labels: { env: name },
    names: [],
    services: [],
  }));
  const leaveAlert = createLeaveAlert(store, channel, traces);
  return {
    tender,
    faults,
    refusals,
    channel,
    leaveAlert,
    answer: createAnswerPost(
      DEFAULT_ALERT_PATTERNS,
      leaveAlert,
      tender,
      () => false,
      () => undefined,
    ),
    watch: createWatchCluster(store, channel, tender, Date.now),
    stop: createStopWatching(store, tender, Date.now),
  };
}

/** A workspace whose messages are of now. */
export const startWorkspace = (): Promise<SlackWorkspace> => startSlackWorkspace(Date.now());

/** A store that remembers since long ago: nothing in it is older than its memory. */
export const oldStore = (): ThreadStore =>
  createInMemoryStore(
    newMemory(Date.now() - 60 * MINUTE),
    () => Promise.resolve(),
    Date.now,
    stopwatch,
  );

/** GitLab’s alert as Alertmanager posts it, about one cluster. */
export const alertPost = (cluster = 'gprd-main') => ({
  subtype: 'bot_message',
  bot_id: 'B0ALERTMANAGER',
  text: '',
  attachments: [
    {
      title: `firing - Service patroni (${cluster})`,
      text: `*<https://dashboards.example/x|walgBackupDelayed>*\n*env*: ${cluster}\n*type*: patroni`,
    },
  ],
});

export const parsedPost = (message: unknown): SlackPost => SlackPost.parse(message);

/** Waits until something holds; says what was there instead if it never does. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  holds: (found: T) => boolean,
  withinMs = 15_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (holds(found)) return found;
    if (performance.now() > until) {
      throw new Error(`this never came about: ${JSON.stringify(found).slice(0, 2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until the store has no thread to tend any more. */
export const allOver = (store: ThreadStore): Promise<readonly string[]> =>
  eventually(
    () => store.live(),
    (live) => live.length === 0,
  );

export const repliesTo = (slack: SlackWorkspace, rootTs: string, channel = CHANNEL) =>
  slack.messages(channel).filter((message) => message.thread_ts === rootTs);
