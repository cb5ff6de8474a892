import type { Readable } from 'node:stream';
import type { AxiosInstance, AxiosResponse } from 'axios';
import type { instantParameters, rangeParameters } from './time-range.ts';

/** What is longer does not go into a URL everywhere: the labels of a thousand clusters do not. */
const LONGEST_QUERY = 2000;

/**
 * What an error says is read as well, and no more of it than of any answer. A stream that axios itself took for a fault
 * would be left open, and its connection with it.
 */
const AS_STREAM = {
  responseType: 'stream',
  maxContentLength: Infinity,
  validateStatus: () => true,
} as const;

/** Sends a query: over a time if it has a step, else at one moment. Its answer is to be read by `boundedAnswer`. */
export function send(
  http: AxiosInstance,
  parameters: ReturnType<typeof rangeParameters> | ReturnType<typeof instantParameters>,
  signal: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  const path = 'step' in parameters ? '/api/v1/query_range' : '/api/v1/query';
  return parameters.query.length <= LONGEST_QUERY
    ? http.get<Readable>(path, { ...AS_STREAM, params: parameters, signal })
    : http.post<Readable>(path, form(parameters), { ...AS_STREAM, signal });
}

const form = (parameters: Readonly<Record<string, string | number>>): URLSearchParams =>
  new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  );
