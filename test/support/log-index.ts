import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';

/** A document, flat: its fields by their names. Texts have an exact form in `.keyword`. */
export type LogDocument = Readonly<Record<string, string | number>>;

interface Query {
  readonly bool?: {
    readonly filter?: readonly Query[];
    readonly should?: readonly Query[];
    readonly must_not?: readonly Query[];
  };
  readonly term?: Readonly<Record<string, string>>;
  readonly wildcard?: Readonly<Record<string, { readonly value: string }>>;
  readonly range?: Readonly<Record<string, { readonly gte?: number; readonly lte?: number }>>;
  readonly multi_match?: { readonly query: string; readonly fields: readonly string[] };
}
interface Aggregation {
  readonly terms?: { readonly field: string };
  readonly date_histogram?: { readonly field: string };
}
interface Search {
  readonly size: number;
  readonly query: Query;
  readonly sort?: readonly Readonly<Record<string, { readonly order: 'asc' | 'desc' }>>[];
  readonly aggs?: Readonly<Record<string, Aggregation>>;
  readonly fields?: readonly { readonly field: string }[];
}

/** Elasticsearch as far as Wale asks it, over these documents of one index. */
export function logIndex(index: string, documents: readonly LogDocument[]): RequestListener {
  const fields = [...new Set(documents.flatMap((one) => Object.keys(one)))];
  const mapped = fields.flatMap((name) => [name, `${name}.keyword`]);
  return (request, response) => {
    void text(request).then((body) => {
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(request.url ?? '', body)));
    });
  };

  function answer(path: string, body: string): unknown {
    if (path.includes('_field_caps')) {
      return { fields: Object.fromEntries(mapped.map((name) => [name, {}])) };
    }
    if (path.includes('_resolve')) return { indices: [{ name: index }], aliases: [] };
    const lines = body
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    return {
      responses: lines.flatMap((line, at) => {
        if (at % 2 === 0) return [];
        const { index: asked } = lines[at - 1] as { readonly index: string };
        return [
          asked === index || (asked.includes('*') && index.startsWith(asked.split('*')[0] ?? ''))
            ? found(line as Search)
            : NO_INDEX(asked),
        ];
      }),
    };
  }

  function found({ size, query, sort, aggs, fields: asked = [] }: Search): unknown {
    const order = Object.values(sort?.[0] ?? {})[0]?.order === 'asc' ? 1 : -1;
    const fits = documents
      .filter((one) => matches(one, query))
      .sort((a, b) => order * (Number(a['@timestamp']) - Number(b['@timestamp'])));
    return {
      timed_out: false,
      _shards: { total: 1, successful: 1, failed: 0 },
      hits: {
        hits: fits.slice(0, size).map((one) => ({
          _index: index,
          _source: nested(one),
          fields: Object.fromEntries(
            Object.entries(one)
              .filter(([name]) => asked.some(({ field }) => field === name))
              .map(([name, value]) => [name, [name === '@timestamp' ? String(value) : value]]),
          ),
        })),
      },
      aggregations: Object.fromEntries(
        Object.entries(aggs ?? {}).map(([name, agg]) => [name, { buckets: buckets(fits, agg) }]),
      ),
    };
  }
}

/** As it was sent: the mapping names the field of an object within one by a dot. */
function nested(document: LogDocument): unknown {
  const top: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(document)) {
    const path = name.split('.');
    const last = path.pop() ?? '';
    let within = top;
    for (const part of path) {
      const next = { ...(within[part] as Record<string, unknown> | undefined) };
      within[part] = next;
      within = next;
    }
    within[last] = value;
  }
  return top;
}

const NO_INDEX = (name: string) => ({
  status: 404,
  error: { type: 'index_not_found_exception', reason: `no such index [${name}]` },
});

function buckets(documents: readonly LogDocument[], { terms, date_histogram }: Aggregation) {
  const newest = (of: readonly LogDocument[]) => ({
    value: Math.max(...of.map((one) => Number(one['@timestamp']))),
  });
  if (date_histogram !== undefined) {
    return documents.length === 0
      ? []
      : [
          {
            key: Math.floor(newest(documents).value / 60_000) * 60_000,
            doc_count: documents.length,
          },
        ];
  }
  const field = exactField(terms?.field ?? '');
  const values = [...new Set(documents.flatMap((one) => one[field] ?? []))];
  return values.map((key) => {
    const own = documents.filter((one) => one[field] === key);
    return { key, doc_count: own.length, newest: newest(own) };
  });
}

/** What is not asked for by its exact form is not found, as in an index that maps texts. */
const exactField = (name: string): string =>
  name.endsWith('.keyword') ? name.replace(/\.keyword$/, '') : ' not mapped';

function matches(document: LogDocument, query: Query): boolean {
  const { bool, term, wildcard, range, multi_match: phrase } = query;
  if (bool !== undefined) {
    const { filter = [], should, must_not: not = [] } = bool;
    return (
      filter.every((one) => matches(document, one)) &&
      (should === undefined || should.some((one) => matches(document, one))) &&
      !not.some((one) => matches(document, one))
    );
  }
  if (term !== undefined) {
    return Object.entries(term).every(([name, value]) => document[exactField(name)] === value);
  }
  if (wildcard !== undefined) {
    return Object.entries(wildcard).every(([name, { value }]) =>
      new RegExp(`^${value.replaceAll('*', '.*')}$`).test(String(document[exactField(name)])),
    );
  }
  if (range !== undefined) {
    return Object.entries(range).every(([name, { gte = 0, lte = Infinity }]) => {
      const value = document[name];
      return typeof value === 'number' && value >= gte && value <= lte;
    });
  }
  const { query: words = ' nothing', fields = [] } = phrase ?? {};
  return Object.entries(document).some(
    ([name, value]) =>
      fields.some((field) =>
        field.includes('*') ? name.includes(field.replaceAll('*', '')) : field === name,
      ) && String(value).includes(words),
  );
}
