import { offsetMs } from './offset.ts';
import type { Series } from './scenario-file.ts';

const SPAN = /^(\S+?)\.\.(\S+): (.+)$/;

type Value = (at: number) => number;

/**
 * Writes series as OpenMetrics text with one sample a scrape, for promtool. A value is
 *
 *     0.25                a constant
 *     100 + 3/s           a ramp, from the beginning of its span; also 100 - 3/s
 *     now - 4s            unix time of the sample, less so much
 *     time -20m           unix time of a moment, relative to the scenario's
 */
export function openMetrics(series: readonly Series[], at: number): string {
  const families = new Map<string, string[]>();
  for (const { series: name, values, every } of series) {
    const family = name.split('{', 1)[0] ?? name;
    const lines = families.get(family) ?? [];
    families.set(family, lines);
    for (const value of values) lines.push(...samples(name, value, at, offsetMs(every ?? '15s')));
  }
  const text = [...families].flatMap(([family, lines]) => [`# TYPE ${family} gauge`, ...lines]);
  return `${[...text, '# EOF'].join('\n')}\n`;
}

function samples(name: string, span: string, at: number, every: number): string[] {
  const [, from, to, expression] = SPAN.exec(span) ?? [];
  if (from === undefined || to === undefined || expression === undefined) {
    throw new Error(`expected FROM..TO: VALUE, got ${JSON.stringify(span)}`);
  }
  const start = at + offsetMs(from);
  const value = valueOf(expression, start, at);
  const lines: string[] = [];
  for (let time = start; time <= at + offsetMs(to); time += every) {
    lines.push(`${name} ${value(time)} ${time / 1000}`);
  }
  return lines;
}

function valueOf(expression: string, start: number, at: number): Value {
  const now = /^now(?: - (\S+))?$/.exec(expression);
  if (now !== null) return (time) => (time - offsetMs(now[1] ?? '0s')) / 1000;

  const fixed = /^time (\S+)$/.exec(expression);
  if (fixed !== null) return () => (at + offsetMs(fixed[1] ?? '0s')) / 1000;

  const ramp = /^(\d+) ([+-]) (\d+(?:\.\d+)?)\/s$/.exec(expression);
  if (ramp !== null) {
    const perSecond = Number(`${ramp[2] ?? '+'}${ramp[3] ?? ''}`);
    return (time) => Number(ramp[1]) + (perSecond * (time - start)) / 1000;
  }
  const constant = Number(expression);
  if (Number.isNaN(constant)) throw new Error(`no value: ${JSON.stringify(expression)}`);
  return () => constant;
}
