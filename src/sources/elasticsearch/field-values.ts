import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import { harmlessText } from '../../domain/harmless-text.ts';
import type { FieldValues } from '../../domain/log-probe.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';

/** So many values of a field are told. */
const SHOWN = 5;

/** Which values the fields have by which documents are chosen, whatever is configured. */
export const valuesSearch = (
  log: ElasticsearchSettings,
  time: estypes.QueryDslQueryContainer,
): estypes.MsearchMultisearchBody => ({
  track_total_hits: false,
  size: 0,
  query: { bool: { filter: [time] } },
  aggs: Object.fromEntries(
    fieldsToChoose(log).map(({ key, field }) => [
      `${key}.${field}`,
      { terms: { field: field + log.keywordSuffix, size: SHOWN } },
    ]),
  ),
});

const fieldsToChoose = ({
  selector,
  filter,
}: ElasticsearchSettings): readonly Omit<FieldValues, 'values'>[] => [
  { key: 'selector', field: selector.field },
  ...Object.keys(filter).map((field) => ({ key: 'filter', field })),
];

const ValuesAnswer = z.object({
  aggregations: z.record(
    z.string(),
    z.object({ buckets: z.array(z.object({ key: z.union([z.string(), z.number()]) })) }),
  ),
});

/** What `valuesSearch` found; nothing where it was not answered. */
export function valuesIn(answer: unknown, settings: ElasticsearchSettings): readonly FieldValues[] {
  const { data } = ValuesAnswer.safeParse(answer);
  return fieldsToChoose(settings).map(({ key, field }) => ({
    key,
    field,
    values: (data?.aggregations[`${key}.${field}`]?.buckets ?? []).map((bucket) =>
      harmlessText(String(bucket.key), 60),
    ),
  }));
}
