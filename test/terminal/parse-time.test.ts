import { describe, expect, it } from '@jest/globals';
import { parseTime } from '../../src/terminal/parse-time.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

describe('the time of --at', () => {
  it.each([
    ['2026-11-24T01:48:50Z', '2026-11-24T01:48:50.000Z'],
    ['2026-11-24 01:48', '2026-11-24T01:48:00.000Z'],
    ['2026-11-24T01:48:50+02:00', '2026-11-23T23:48:50.000Z'],
    ['02:10', '2026-11-24T02:10:00.000Z'],
    ['13:00', '2026-11-23T13:00:00.000Z'],
    ['3h ago', '2026-11-24T09:00:00.000Z'],
    ['90 min ago', '2026-11-24T10:30:00.000Z'],
  ])('%s is what is meant in Slack, too', (text, moment) => {
    expect(new Date(parseTime(text, NOW)).toISOString()).toBe(moment);
  });

  it.each(['noon', 'in 3h', '25:00', ''])('%j is none', (text) => {
    expect(() => parseTime(text, NOW)).toThrow(
      '--at: expected a time such as 2026-11-24T01:48:50Z, 02:10 or 3h ago, got',
    );
  });
});
