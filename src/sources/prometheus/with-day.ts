import type { MetricReading, MetricSeries } from '../../domain/metrics.ts';
import { didNotAnswer, type Lack } from '../../domain/reading.ts';

/**
 * The day, and what is newer. Without the day the witness knows less, and says so. It is only heard where the log
 * has a hole, and nothing that has one is healthy.
 */
export function withDay(recent: MetricReading, day: MetricReading): MetricReading {
  if (recent.kind === 'unavailable') return recent;
  if (day.kind === 'unavailable') {
    if (!didNotAnswer(day.reason)) return recent;
    const lack: Lack = {
      detail: `of the day before the last hour: ${day.detail}`,
      cost: 'whether uploads completed then, whose lines the log lacks, is not known',
      mayHideTrouble: false,
    };
    return { ...recent, lacks: [...(recent.lacks ?? []), lack] };
  }
  const hosts = new Set([...recent.value, ...day.value].map(({ host }) => host));
  const series = [...hosts].map((host): MetricSeries => {
    const of = ({ value }: typeof day) => value.find((one) => one.host === host);
    const steady = of(day)?.points ?? [];
    const scrapes = of(day)?.scrapes;
    const newer = of(recent)?.points ?? [];
    // What a range query shows goes on beyond the last sample: nobody can tell yet that no other follows.
    if (scrapes !== undefined) {
      const from = newer[0]?.at ?? Infinity;
      return { host, points: [...steady.filter(({ at }) => at < from), ...newer], scrapes };
    }
    const until = steady.at(-1)?.at ?? -Infinity;
    return { host, points: [...steady, ...newer.filter(({ at }) => at > until)] };
  });
  return { ...recent, value: series };
}
