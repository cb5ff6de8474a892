import { andList } from '../domain/and-list.ts';
import type { Check } from '../domain/check.ts';
import type { MetricHints } from '../domain/metric-hints.ts';
import type { MetricName } from '../domain/metrics.ts';

/** Of a query; why it is of no use, if it is not, or if no query was set, and if others may be of none for the same reason. */
export interface MetricCheck {
  readonly name: MetricName;
  readonly fault?: 'not set' | 'no series' | 'no host' | 'old';
  readonly check: Omit<Check, 'subject'>;
}
type Faulty = MetricCheck & Required<Pick<MetricCheck, 'fault'>>;

/**
 * What is wrong with the query for the role is mostly wrong with the others, for the same reason: one mistake is said
 * once, with the queries that it spoils. Others that have a fault in common are said together, too.
 */
export function asOne(
  checks: readonly MetricCheck[],
  hints: MetricHints | undefined,
): readonly Check[] {
  const said = new Set<MetricCheck>();
  return checks.flatMap((one) => {
    if (said.has(one)) return [];
    const alike = checks.filter(
      (other): other is Faulty => other.fault !== undefined && other.fault === one.fault,
    );
    if (alike.length < 2) return [{ subject: `query ${one.name}`, ...one.check }];
    alike.forEach((other) => said.add(other));
    const [first, ...others] = alike;
    return first === undefined
      ? []
      : [first.name === 'replica' ? ofAll(first, others, hints) : together(first, others)];
  });
}

function ofAll(replica: Faulty, others: readonly Faulty[], hints: MetricHints | undefined): Check {
  const labels = hints?.hostLabels ?? [];
  return {
    subject: `query ${replica.name}`,
    ...replica.check,
    found: `${replica.check.found}; the same with ${andList(others.map(({ name }) => name))}`,
    ...(replica.fault === 'no host' && labels.length > 0
      ? {
          remedy: `set prometheus.hostLabels to what holds the host: there are ${labels.join(', ')}`,
        }
      : {}),
  };
}

const REMEDIES: Readonly<Record<Faulty['fault'], string | undefined>> = {
  'not set': undefined,
  'no series':
    'set these in prometheus.queries, or prometheus.labels, or null where there is no such metric',
  'no host': 'set prometheus.hostLabels, or these in prometheus.queries',
  old: 'see whether their exporters are still scraped',
};

function together(first: Faulty, others: readonly Faulty[]): Check {
  const all = [first, ...others];
  const remedy = REMEDIES[first.fault];
  const found = new Set(all.map(({ check }) => check.found));
  const costs = all.flatMap(({ name, check: { cost } }) =>
    cost === undefined ? [] : [`${cost} (${name})`],
  );
  return {
    subject: `queries ${andList(all.map(({ name }) => name))}`,
    outcome: first.check.outcome,
    found: [...found].join('; '),
    cost: costs.join('; '),
    ...(remedy === undefined ? {} : { remedy }),
  };
}
