import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Listener } from '../domain/event-map.ts';
import { SECOND, type Clock, type Stopwatch } from '../domain/time.ts';
import { createVerdictBoard, gaugeVerdicts } from './verdict-board.ts';
import type { BuildInfo } from './build-info.ts';
import { createMetricListener } from './metric-listener.ts';

/** An answer of a source is given up after 2 s by default; of all clusters, after four times as long. */
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Slack waits three seconds. */
const ACKNOWLEDGEMENT_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 3];

/** What is asked anew at each scrape. */
export interface Gauged {
  /** Each part that the bot needs, and whether it is there. */
  readonly parts: () => Promise<ReadonlyMap<string, boolean>>;
  /** Undefined where the state cannot be reached. */
  readonly liveThreads: () => Promise<number | undefined>;
}

export interface Metrics {
  readonly listener: Listener;
  readonly contentType: string;
  readonly text: () => Promise<string>;
  /** Name, kind and labels of each metric of Wale’s own. */
  readonly catalogue: () => readonly MetricEntry[];
}

export interface MetricEntry {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

/** Everything that Wale tells Prometheus. docs/metrics.md lists it, and a test compares the two. */
export function createMetrics(
  build: BuildInfo,
  gauged: Gauged,
  now: Clock,
  stopwatch: Stopwatch = () => performance.now(),
): Metrics {
  const registry = new Registry();
  const entries: MetricEntry[] = [];
  const options = <Label extends string>(
    kind: MetricEntry['kind'],
    name: string,
    help: string,
    labelNames: readonly Label[],
  ) => {
    entries.push({ name, kind, help, labels: labelNames });
    return { name, help, labelNames: [...labelNames], registers: [registry] };
  };
  const counter = <Label extends string>(name: string, help: string, ...labels: readonly Label[]) =>
    new Counter(options('counter', name, help, labels));
  const histogram = <Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    ...labels: readonly Label[]
  ) => new Histogram({ ...options('histogram', name, help, labels), buckets });

  collectDefaultMetrics({ register: registry });
  const info = new Gauge(
    options('gauge', 'wale_build_info', 'always 1; what runs', ['version', 'commit', 'node']),
  );
  info.set({ version: build.version, commit: build.commit ?? '', node: process.version }, 1);
  const loaded = new Gauge(
    options(
      'gauge',
      'wale_configuration_loaded_timestamp_seconds',
      'when the configuration in use was read',
      [],
    ),
  );
  loaded.set(now() / SECOND);
  const lastReload = new Gauge(
    options(
      'gauge',
      'wale_configuration_last_reload_successful',
      '0 while an older configuration is in use because the newest was refused, else 1',
      [],
    ),
  );
  lastReload.set(1);
  new Gauge({
    ...options('gauge', 'wale_ready', '1 while this part is there', ['part']),
    async collect() {
      for (const [part, isThere] of await gauged.parts()) this.set({ part }, isThere ? 1 : 0);
    },
  });
  new Gauge({
    ...options(
      'gauge',
      'wale_threads_live',
      'threads that are kept up to date, over all replicas; NaN where the state cannot be reached',
      [],
    ),
    async collect() {
      this.set((await gauged.liveThreads()) ?? NaN);
    },
  });

  const board = createVerdictBoard(stopwatch);
  gaugeVerdicts(board, options);
  const listener = createMetricListener({
    board,
    looks: counter('wale_guard_looks_total', 'looks of the guard at all clusters'),
    failedLooks: counter(
      'wale_guard_failed_looks_total',
      'looks of the guard in which this source did not answer, or Wale itself failed',
      'source',
    ),
    troublesTold: counter(
      'wale_guard_troubles_told_total',
      'problems that the guard reported by itself',
      'verdict',
    ),
    alarmsSent: counter(
      'wale_guard_alarms_total',
      'alarms, and their ends, that the guard sent to a system that pages',
      'outlet',
      'delivery',
    ),
    answers: counter('wale_answers_total', 'answers in Slack', 'question', 'verdict'),
    answerSeconds: histogram(
      'wale_answer_seconds',
      'from the question to the answer',
      SECONDS,
      'question',
    ),
    refusals: counter('wale_refusals_total', 'requests from people who may not ask', 'request'),
    turnedAway: counter(
      'wale_requests_turned_away_total',
      'requests that came in when too many were being answered',
      'request',
    ),
    acknowledgementSeconds: histogram(
      'wale_acknowledgement_seconds',
      'until Slack was told that a request has arrived',
      ACKNOWLEDGEMENT_SECONDS,
      'request',
    ),
    sourceSeconds: histogram(
      'wale_source_seconds',
      'how long a source took to answer, or to fail',
      SECONDS,
      'source',
    ),
    sourceFaults: counter(
      'wale_source_faults_total',
      'questions that a source did not answer',
      'source',
      'reason',
    ),
    alertsTaken: counter('wale_alerts_taken_total', 'alerts that were taken in'),
    alertsPassedOver: counter(
      'wale_alerts_passed_over_total',
      'alerts that were passed over',
      'reason',
    ),
    webhooks: counter('wale_webhooks_total', 'answers to webhooks', 'webhook', 'status'),
    threadMessages: counter('wale_thread_messages_total', 'messages said in threads', 'what'),
    threadsRefused: counter(
      'wale_threads_refused_total',
      'threads in a channel where Slack does not let Wale post',
    ),
    watchesBegun: counter('wale_watches_begun_total', 'watches that began', 'by'),
    watchesEnded: counter('wale_watches_ended_total', 'watches that ended', 'by'),
    verdictChanges: counter(
      'wale_verdict_changes_total',
      'changes of the verdict in a thread, by the new one',
      'verdict',
    ),
    slackLimited: counter(
      'wale_slack_limited_total',
      'calls to Slack’s Web API that were rejected with 429',
      'method',
    ),
    repliesLost: counter(
      'wale_replies_lost_total',
      'replies to somebody who asked that did not get through; the log has the reasons',
    ),
    ownFaults: counter('wale_own_faults_total', 'faults of Wale itself; each is in the log'),
    reloads: counter('wale_configuration_reloads_total', 'SIGHUPs, by outcome', 'outcome'),
    lastReload,
    loadedNow: () => {
      loaded.set(now() / SECOND);
    },
  });
  return {
    listener,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    catalogue: () => entries,
  };
}
