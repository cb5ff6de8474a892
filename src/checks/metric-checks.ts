import { askedAt } from './asked-at.ts';
import { hintChecks } from './hint-checks.ts';
import { asOne, type MetricCheck } from './as-one.ts';
import type { Check } from '../domain/check.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { MetricHints } from '../domain/metric-hints.ts';
import { METRIC_COSTS } from '../domain/metric-costs.ts';
import {
  isJobMetric,
  METRIC_NAMES,
  type MetricName,
  type MetricReadings,
} from '../domain/metrics.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { MINUTE, type EpochMs } from '../domain/time.ts';
import { unreadHosts } from '../domain/unread-hosts.ts';
import { doubtfulRoles } from '../facts/doubtful-roles.ts';
import { primaryOf } from '../facts/primary.ts';
import { greatest } from '../domain/extremes.ts';

/** An older value is none. The points of a job's metric lie half an hour apart. */
const FRESH = { host: 2 * MINUTE, job: 35 * MINUTE } as const;

/** Each query: whether series answer, with hosts among their labels, lately. */
export function metricChecks(
  snapshot: Snapshot,
  hints?: MetricHints,
  address?: string,
): readonly Check[] {
  const { metrics, at } = snapshot;
  const failures = METRIC_NAMES.flatMap((name) => {
    const reading = metrics[name];
    return reading.kind === 'unavailable' && reading.reason !== 'not-configured' ? [reading] : [];
  });
  const [first] = failures;
  const asked = METRIC_NAMES.filter((name) => !isOff(metrics, name));
  if (asked.length === 0) {
    return [
      {
        subject: 'Prometheus',
        outcome: 'broken',
        found: metrics.replica.kind === 'unavailable' ? metrics.replica.detail : 'not asked',
        cost: METRIC_COSTS.replica,
        remedy: 'set PROMETHEUS_URL',
      },
    ];
  }
  const same = failures.every(({ detail }) => detail === first?.detail);
  if (
    first !== undefined &&
    first.reason !== 'no-data' &&
    same &&
    failures.length === asked.length
  ) {
    return [
      {
        subject: 'Prometheus',
        outcome: 'broken',
        found: askedAt(first, address),
        cost: METRIC_COSTS.replica,
        remedy: 'check prometheus.url, its credentials and the network path to it',
      },
    ];
  }
  return [
    ...hintChecks(hints),
    ...asOne(
      METRIC_NAMES.map((name) => metricCheck(metrics, name, at)),
      hints,
    ),
    // Without roles nothing else is known of the primary.
    ...(metrics.replica.kind === 'measured' ? primaryChecks(snapshot) : []),
  ];
}

const isOff = (metrics: MetricReadings, name: MetricName): boolean => {
  const reading = metrics[name];
  return reading.kind === 'unavailable' && reading.reason === 'not-configured';
};

function metricCheck(metrics: MetricReadings, name: MetricName, at: EpochMs): MetricCheck {
  const reading = metrics[name];
  const cost = METRIC_COSTS[name];
  const failing = name === 'replica' ? 'broken' : 'lacking';
  if (reading.kind === 'unavailable') {
    const { reason, detail: found } = reading;
    if (reason === 'not-configured') {
      return name === 'replica'
        ? { name, check: { outcome: 'broken', found, cost } }
        : { name, fault: 'not set', check: { outcome: 'off', found, cost } };
    }
    const remedy =
      reason === 'no-data'
        ? `set prometheus.queries.${name} or prometheus.labels, or null if there is no such metric`
        : `set prometheus.queries.${name} or prometheus.hostLabels`;
    const fault =
      reason === 'no-data' ? 'no series' : reason === 'bad-response' ? 'no host' : undefined;
    const check = { outcome: failing, found, cost, remedy } as const;
    return { name, check, ...(fault === undefined ? {} : { fault }) };
  }
  const newest =
    greatest(reading.value.flatMap(({ points }) => points.at(-1)?.at ?? [])) ?? -Infinity;
  const found = `${reading.value.length} series`;
  if (!(at - newest <= (isJobMetric(name) ? FRESH.job : FRESH.host))) {
    const age = Number.isFinite(newest) ? `${durationWords(at - newest)} old` : 'not there';
    return {
      name,
      fault: 'old',
      check: {
        outcome: failing,
        found: `${found}, and the newest value is ${age}`,
        cost,
        remedy: 'see whether its exporter is still scraped',
      },
    };
  }
  return { name, check: { outcome: 'works', found, ...lackOf(reading, found, name) } };
}

/** What is wrong with series of which some can be used. */
function lackOf(
  reading: Extract<MetricReadings[MetricName], { kind: 'measured' }>,
  found: string,
  name: MetricName,
): Partial<Check> {
  const nameless = 'nameless' in reading ? reading.nameless : [];
  const unread = unreadHosts(nameless.map(({ label }) => label));
  if (unread !== undefined) {
    return {
      outcome: 'lacking',
      found: `${found}, and ${unread.count} without a readable host: ${unread.samples.join(', ')}`,
      cost: 'their values belong to no host',
      remedy: `set prometheus.queries.${name} or prometheus.hostLabels`,
    };
  }
  const [lack] = reading.lacks ?? [];
  return lack === undefined
    ? {}
    : {
        outcome: 'lacking',
        found: lack.detail,
        cost: lack.cost,
        remedy: 'see what answers to this query, and what its exporter says',
      };
}

/** More than one primary is either an emergency or two clusters under the same labels. */
function primaryChecks(snapshot: Snapshot): readonly Check[] {
  const primary = primaryOf(snapshot);
  const [doubt] = doubtfulRoles(snapshot).words;
  if (primary.kind === 'one' && doubt !== undefined) {
    const found = `${primary.host}, and ${doubt}`;
    const remedy =
      'set prometheus.labels to what tells clusters apart, and prometheus.hostLabels to what tells hosts apart';
    return [{ subject: 'primary', outcome: 'broken', found, cost: METRIC_COSTS.replica, remedy }];
  }
  if (primary.kind === 'one') {
    return [{ subject: 'primary', outcome: 'works', found: `${primary.host} is the only one` }];
  }
  if (primary.kind === 'several') {
    return [
      {
        subject: 'primary',
        outcome: 'broken',
        found: `several: ${primary.hosts.map(({ host }) => host).join(', ')}`,
        cost: 'every verdict is several-primaries',
        remedy: 'if these are several clusters, set prometheus.labels to what tells them apart',
      },
    ];
  }
  if (primary.kind === 'none' && snapshot.cluster.standby) {
    return [{ subject: 'primary', outcome: 'works', found: 'none, as befits a standby cluster' }];
  }
  if (primary.kind === 'none') {
    return [
      {
        subject: 'primary',
        outcome: 'broken',
        found: `none: ${primary.hosts.join(', ')} are replicas`,
        cost: METRIC_COSTS.replica,
        remedy: 'set standby: true if this cluster follows another one',
      },
    ];
  }
  return [
    {
      subject: 'primary',
      outcome: 'unknown',
      found: primary.reason,
      cost: METRIC_COSTS.replica,
      remedy:
        'ask again in five minutes; if it stays so and these are several clusters, set prometheus.labels to what tells them apart',
    },
  ];
}
