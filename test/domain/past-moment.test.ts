import { describe, expect, it } from '@jest/globals';
import { pastMoment } from '../../src/domain/past-moment.ts';

const NOW = Date.UTC(2026, 10, 24, 12);

describe('a moment that is past', () => {
  it.each([
    ['3h ago', '2026-11-24T09:00:00.000Z'],
    ['3 hours ago', '2026-11-24T09:00:00.000Z'],
    ['20 min ago', '2026-11-24T11:40:00.000Z'],
    ['2d ago', '2026-11-22T12:00:00.000Z'],
    ['02:10', '2026-11-24T02:10:00.000Z'],
    ['2:10:30 UTC', '2026-11-24T02:10:30.000Z'],
    ['13:00', '2026-11-23T13:00:00.000Z'],
    ['2026-11-20 02:10', '2026-11-20T02:10:00.000Z'],
    ['2026-11-20T02:10:05Z', '2026-11-20T02:10:05.000Z'],
  ])('is meant by %s', (words, at) => {
    expect(new Date(pastMoment(words, NOW) ?? 0).toISOString()).toBe(at);
  });

  it.each(['', 'gprd-main', '3', '25:00', '2026-02-30 10:00', '2026-11-25 10:00', '3h', 'ago'])(
    'is not meant by %j',
    (words) => {
      expect(pastMoment(words, NOW)).toBeUndefined();
    },
  );
});
