import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { unavailable } from '../../domain/reading.ts';
import { came, type Outcome } from '../outcome.ts';
import { SENT, SENT_BY_FIELD, SIZES } from './bodies.ts';
import { PipelineByCluster, RecordsByCluster } from './by-cluster-schema.ts';
import { wholeAnswer } from './completeness.ts';
import { documentsOf, NO_DOCUMENTS, sizeOf, type Documents, type FoundBy } from './documents.ts';
import { someReadable } from './found-documents.ts';
import { HitsAnswer, PipelineAnswer, RateAnswer, type Minutes, type Shippers } from './schema.ts';
import type { RecordSearch, SearchName } from './searches.ts';

export interface Records {
  readonly documents: Documents;
  /** True if there are more than were fetched: older ones, or newer ones where the oldest were asked for. */
  readonly cutOff: boolean;
}

/** What the searches found of one cluster, whether it was searched by itself or with others. */
export interface Found {
  readonly records: (name: RecordSearch) => Outcome<Records>;
  readonly rate: Outcome<Minutes>;
  readonly pipeline: Outcome<Shippers>;
}

/** These find documents by what they are, and not by phrases of their message. */
const FOUND_BY: Readonly<Partial<Record<RecordSearch, FoundBy>>> = {
  others: 'selector',
  newest: 'selector',
};
const foundBy = (name: RecordSearch): FoundBy => FOUND_BY[name] ?? 'phrase';

export function foundOfOne(answers: readonly unknown[], settings: ElasticsearchSettings): Found {
  const answerTo = (name: SearchName): unknown => answers[SENT.indexOf(name)];
  return {
    records: (name) => {
      const found = wholeAnswer(HitsAnswer, answerTo(name), settings.index);
      if (found.kind === 'unavailable') return found;
      return readable(documentsOf(found.value, foundBy(name), settings), settings, (count) => {
        return count >= SIZES[name];
      });
    },
    rate: wholeAnswer(RateAnswer, answerTo('rate'), settings.index),
    pipeline: wholeAnswer(PipelineAnswer, answerTo('pipeline'), settings.index),
  };
}

export function foundByField(
  answers: readonly unknown[],
  settings: ElasticsearchSettings,
): (value: string) => Found {
  const answerTo = (name: SearchName): unknown => answers[SENT_BY_FIELD.indexOf(name)];
  const pipelines = wholeAnswer(PipelineByCluster, answerTo('pipeline'), settings.index);
  const buckets = new Map(
    SENT_BY_FIELD.map((name) => [
      name,
      name === 'pipeline'
        ? undefined
        : wholeAnswer(RecordsByCluster, answerTo(name), settings.index),
    ]),
  );
  return (value) => ({
    records: (name) => {
      const found = buckets.get(name);
      if (found === undefined) throw new Error(`${name} is not searched for`);
      if (found.kind === 'unavailable') return found;
      const bucket = found.value.get(value);
      if (bucket === undefined) return came({ documents: NO_DOCUMENTS, cutOff: false });
      return readable(documentsOf(bucket.hits, foundBy(name), settings), settings, (fetched) => {
        return bucket.count > fetched;
      });
    },
    rate: unavailable('not-configured', 'not asked for many clusters at once'),
    pipeline:
      pipelines.kind === 'unavailable'
        ? pipelines
        : came(pipelines.value.get(value) ?? NOTHING_ARRIVED),
  });
}

const NOTHING_ARRIVED: Shippers = { tags: [], hosts: [] };

function readable(
  documents: Documents,
  settings: ElasticsearchSettings,
  isCutOff: (fetched: number) => boolean,
): Outcome<Records> {
  const some = someReadable(documents, settings);
  return some.kind === 'unavailable'
    ? some
    : came({ documents, cutOff: isCutOff(sizeOf(documents)) });
}
