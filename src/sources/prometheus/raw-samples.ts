import type { DurationMs } from '../../domain/time.ts';
import { SECOND } from '../../domain/time.ts';

/** A metric with its matchers, or matchers alone; no expression, which has no samples of its own. */
const SELECTOR =
  /^(?=.)[a-zA-Z_:]?[\w:]*\s*(?:\{(?:[^{}"'`]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*\})?$/;

/**
 * The instant query whose answer are the samples themselves of so long a time, and not what a range query shows of
 * them at its steps; undefined for an expression.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/#range-vector-selectors
 */
export const rawSamplesQuery = (query: string, span: DurationMs): string | undefined =>
  SELECTOR.test(query.trim()) ? `${query.trim()}[${Math.round(span / SECOND)}s]` : undefined;
