/**
 * The least and the greatest of any number of values; undefined of none. `Math.min(...values)` hands each value over as
 * an argument, which ends in a stack overflow at some hundred thousand: a log has as many lines.
 */
export const least = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((a, b) => Math.min(a, b));

export const greatest = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
