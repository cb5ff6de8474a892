/** As Go writes a float: https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats */
const FLOAT = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: NaN,
  '+Inf': Infinity,
  '-Inf': -Infinity,
};

/**
 * The number that a sample holds as text; undefined if Prometheus writes no number so. `Number` would take an
 * empty text for 0, and with it a value that is missing for the best there is.
 */
export function sampleValue(text: string): number | undefined {
  const special = NOT_FINITE[text];
  if (special !== undefined) return special;
  const value = FLOAT.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}
