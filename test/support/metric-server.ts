import type { RequestListener } from 'node:http';

export interface ServedSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: (now: number) => number;
  /** How old its newest value is, in seconds. */
  readonly age?: number;
}

const MATCHER = /(\w+)(=~|=)"((?:[^"\\]|\\.)*)"/g;

/** Prometheus as far as Wale asks it: selectors of these series, alone, behind `1 -` or joined by `or`. */
export const metricServer =
  (series: readonly ServedSeries[], rules: readonly string[] = []): RequestListener =>
  (request, response) => {
    request.resume();
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
    const selected = (selector: string): readonly ServedSeries[] =>
      series.filter((one) => isSelected(one, selector));
    const asked = selected(searchParams.get('match[]') ?? '');
    const label = /\/label\/(\w+)\/values$/.exec(pathname)?.[1];
    const answer = (): unknown => {
      if (pathname.endsWith('/rules')) {
        return { groups: [{ rules: rules.map((name) => ({ name })) }] };
      }
      if (pathname.endsWith('/labels')) {
        return [...new Set(asked.flatMap(({ labels }) => ['__name__', ...Object.keys(labels)]))];
      }
      if (label !== undefined) {
        return [
          ...new Set(
            asked.flatMap((one) => (label === '__name__' ? one.name : (one.labels[label] ?? []))),
          ),
        ];
      }
      if (pathname.endsWith('/query')) {
        const at = Number(searchParams.get('time'));
        const found = selected(searchParams.get('query') ?? '');
        return {
          resultType: 'vector',
          result: found.map(({ name, labels, value }) => ({
            metric: { __name__: name, ...labels },
            value: [at, String(value(at))],
          })),
        };
      }
      const end = Number(searchParams.get('end'));
      const result = (searchParams.get('query') ?? '').split(' or ').flatMap(selected);
      return {
        resultType: 'matrix',
        result: result.map(({ labels, value, age = 0 }) => ({
          metric: labels,
          values: [[end - age, String(value(end))]],
        })),
      };
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: answer() }));
  };

function isSelected({ name, labels }: ServedSeries, expression: string): boolean {
  const [, metric = '', inner = ''] =
    /([\w:]*)(?:\{(.*)\})?/.exec(expression.replace(/^1 - /, '')) ?? [];
  if (metric !== '' && metric !== name) return false;
  if (metric === '' && inner === '') return false;
  return [...inner.matchAll(MATCHER)].every(([, label = '', sign, value = '']) => {
    const own = label === '__name__' ? name : (labels[label] ?? '');
    return sign === '=' ? own === value : new RegExp(`^(?:${value})$`).test(own);
  });
}
