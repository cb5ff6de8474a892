import { harmlessText } from '../../domain/harmless-text.ts';
import { unavailable } from '../../domain/reading.ts';
import { came, inForm, type Outcome } from '../outcome.ts';
import { RangeAnswer, type RangeSeries } from './schema.ts';

/** All series that answer a query, if these are all there are. */
export function rangeSeries(answer: unknown): Outcome<readonly RangeSeries[]> {
  const parsed = inForm(RangeAnswer, answer);
  if (parsed.kind === 'unavailable') return parsed;
  const { partial, series } = parsed.value;
  return partial === undefined
    ? came(series)
    : unavailable('bad-response', `it answered in part only: ${harmlessText(partial, 120)}`);
}
