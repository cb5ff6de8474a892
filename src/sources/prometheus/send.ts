import type { AxiosInstance } from 'axios';
import type { instantParameters, rangeParameters } from './time-range.ts';

/** What is longer does not go into a URL everywhere: the labels of a thousand clusters do not. */
const LONGEST_QUERY = 2000;

/** Sends a query: over a time if it has a step, else at one moment. */
export function send(
  http: AxiosInstance,
  parameters: ReturnType<typeof rangeParameters> | ReturnType<typeof instantParameters>,
  signal: AbortSignal,
): Promise<{ readonly data: unknown; readonly headers: Readonly<Record<string, unknown>> }> {
  const path = 'step' in parameters ? '/api/v1/query_range' : '/api/v1/query';
  return parameters.query.length <= LONGEST_QUERY
    ? http.get<unknown>(path, { params: parameters, signal })
    : http.post<unknown>(path, form(parameters), { signal });
}

const form = (parameters: Readonly<Record<string, string | number>>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  );
