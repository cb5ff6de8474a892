import type { AxiosInstance } from 'axios';
import { z } from 'zod';
import { harmlessText } from '../../domain/harmless-text.ts';
import type { MetricHints } from '../../domain/metric-hints.ts';
import type { MetricReadings } from '../../domain/metrics.ts';
import { measured, type Reading } from '../../domain/reading.ts';
import type { PrometheusSettings } from '../../domain/source-settings.ts';
import type { EpochMs } from '../../domain/time.ts';
import { outcomeOf } from '../axios-outcome.ts';
import { inForm } from '../outcome.ts';

const Texts = z.object({ data: z.array(z.string()) });

/** https://prometheus.io/docs/prometheus/latest/querying/api/#rules; so do Mimir, Thanos and vmalert. */
const Rules = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ name: z.string() })) })),
  }),
});

/** The metric by which each preset tells a primary from a replica. */
const ROLE_METRICS: Readonly<Record<string, string>> = {
  pg_replication_is_replica: 'postgres_exporter (or gitlab)',
  patroni_primary: 'patroni',
  patroni_master: 'patroni',
  cnpg_pg_replication_in_recovery: 'cloudnative-pg',
};

const NONE: readonly string[] = [];
const NO_VALUES: MetricHints['labels'] = [];
const SHOWN = 8;
const MOST_RULES = 2000;

/** What there is in place of what was asked for. Only the doctor asks: nothing here is needed for an answer. */
export async function askHints(
  http: AxiosInstance,
  { queries, labels, hostLabels }: PrometheusSettings,
  { replica }: MetricReadings,
  at: EpochMs,
  signal: AbortSignal,
): Promise<MetricHints> {
  const texts = async (path: string, match: string): Promise<readonly string[]> => {
    const answer = await outcomeOf(
      http.get<unknown>(path, { params: { 'match[]': match, limit: 200 }, signal }),
    );
    const found =
      answer.kind === 'came' ? Texts.safeParse(answer.value.data).data?.data : undefined;
    return (found ?? []).map((text) => harmlessText(text, 60));
  };
  const metric = metricIn(queries.replica);
  const isEmpty = replica.kind === 'unavailable' && replica.reason === 'no-data';
  const isNameless = replica.kind === 'unavailable' && replica.reason === 'bad-response';
  const [alertRules, values, present, labelNames] = await Promise.all([
    rules(http, at, signal),
    isEmpty && metric !== undefined
      ? Promise.all(
          Object.entries(labels).map(async ([label, configured]) => ({
            label,
            configured,
            values: await texts(`/api/v1/label/${label}/values`, metric),
          })),
        )
      : NO_VALUES,
    isEmpty
      ? texts(
          '/api/v1/label/__name__/values',
          `{__name__=~"${Object.keys(ROLE_METRICS).join('|')}"}`,
        )
      : NONE,
    isNameless && metric !== undefined ? texts('/api/v1/labels', metric) : NONE,
  ]);
  const isThere = metric !== undefined && present.includes(metric);
  return {
    labels: values
      .filter(({ configured, values: found }) => found.length > 0 && !found.includes(configured))
      .map((one) => ({ ...one, values: one.values.slice(0, SHOWN) })),
    presets: isThere ? [] : [...new Set(present.flatMap((name) => ROLE_METRICS[name] ?? []))],
    hostLabels: labelNames
      .filter((name) => name !== '__name__' && !hostLabels.includes(name))
      .slice(0, SHOWN),
    alertRules,
  };
}

const metricIn = (template: string | null): string | undefined =>
  /([a-zA-Z_:][\w:]*)\s*\{/.exec(template ?? '')?.[1];

async function rules(
  http: AxiosInstance,
  at: EpochMs,
  signal: AbortSignal,
): Promise<Reading<readonly string[]>> {
  const answer = await outcomeOf(
    http.get<unknown>('/api/v1/rules', { params: { type: 'alert' }, signal }),
  );
  if (answer.kind === 'unavailable') return answer;
  const parsed = inForm(Rules, answer.value.data);
  if (parsed.kind === 'unavailable') return parsed;
  const names = parsed.value.data.groups.flatMap((group) => group.rules.map(({ name }) => name));
  return measured(
    [...new Set(names)].slice(0, MOST_RULES).map((name) => harmlessText(name, 100)),
    at,
  );
}
