import { andList } from '../domain/and-list.ts';
import type { Check } from '../domain/check.ts';
import type { MetricHints } from '../domain/metric-hints.ts';

/** Of a query, and why it is of no use; undefined if it is, or if it is alone in its trouble. */
export type MetricCheck = Check & { readonly fault?: 'no series' | 'no host' | 'old' };

/**
 * What is wrong with the query for the role is mostly wrong with the others, for the same reason: one mistake is said
 * once, with the queries that it spoils.
 */
export function asOne(
  checks: readonly MetricCheck[],
  hints: MetricHints | undefined,
): readonly Check[] {
  const replica = checks.find(({ subject }) => subject === 'query replica');
  const fault = replica?.fault;
  const alike = checks.filter((check) => check.fault !== undefined && check.fault === fault);
  if (replica === undefined || alike.length < 2) return checks.map(plain);
  const others = alike
    .filter((check) => check !== replica)
    .map(({ subject }) => subject.replace(/^query /, ''));
  const labels = hints?.hostLabels ?? [];
  return [
    {
      ...plain(replica),
      found: `${replica.found}; the same with ${andList(others)}`,
      ...(fault === 'no host' && labels.length > 0
        ? {
            remedy: `set prometheus.hostLabels to what holds the host: there are ${labels.join(', ')}`,
          }
        : {}),
    },
    ...checks.filter((check) => !alike.includes(check)).map(plain),
  ];
}

const plain = ({ fault: _, ...check }: MetricCheck): Check => check;
