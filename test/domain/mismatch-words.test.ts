import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { expectedWords, mismatchWords } from '../../src/domain/mismatch-words.ts';

const wordsOf = (form: z.ZodType, came: unknown): string | undefined => {
  const { error } = form.safeParse(came, { error: expectedWords });
  return error && mismatchWords(error.issues, came);
};

const Answer = z.object({
  name: z.string().min(1),
  count: z.int().min(0).max(9),
  list: z.array(z.string()).min(1),
  map: z.map(z.string(), z.object({ at: z.number() })),
  state: z.enum(['up', 'down']),
  url: z.url(),
  isOn: z.boolean(),
  either: z.union([z.string(), z.number()]),
  own: z.custom((value) => value === 7, 'expected seven'),
});
const RIGHT = {
  name: 'a',
  count: 1,
  list: ['a'],
  map: new Map([['a', { at: 1 }]]),
  state: 'up',
  url: 'https://a.example',
  isOn: true,
  either: 'a',
  own: 7,
};

describe('what came in another form than expected', () => {
  it.each<[object, string]>([
    [{ name: 7 }, 'name: expected text, got 7'],
    [{ name: '' }, 'name: expected some text, got text'],
    [{ name: null }, 'name: expected text, got nothing'],
    [{ count: 1.5 }, 'count: expected a whole number, got 1.5'],
    [{ count: -1 }, 'count: expected 0 or more, got -1'],
    [{ count: 10 }, 'count: expected 9 or less, got 10'],
    [{ list: {} }, 'list: expected a list, got an empty map'],
    [{ list: [] }, 'list: expected at least one entry, got an empty list'],
    [{ list: [['a']] }, 'list.0: expected text, got a list'],
    [{ map: new Map([['a', { at: 'xoxb-secret' }]]) }, 'map.a.at: expected a number, got text'],
    [{ state: 'sideways' }, 'state: expected up or down, got "sideways"'],
    [{ url: 'xoxb-secret' }, 'url: expected a URL, got text'],
    [{ isOn: 'yes' }, 'isOn: expected true or false, got text'],
    [{ either: [] }, 'either: expected another form, got an empty list'],
    [{ own: 8 }, 'own: expected seven, got 8'],
  ])('%j is said in plain words', (wrong, words) => {
    expect(wordsOf(Answer, RIGHT)).toBeUndefined();
    expect(wordsOf(Answer, { ...RIGHT, ...wrong })).toBe(words);
  });

  it('names no place where the whole is another', () => {
    expect(wordsOf(Answer, 'text')).toBe('expected a map, got text');
  });

  it('is harmless and short, whatever came', () => {
    const words = wordsOf(Answer, { ...RIGHT, state: `<!channel> ${'x'.repeat(500)}` }) ?? '';

    expect(words.length).toBeLessThanOrEqual(150);
    expect(words).toMatch(/^state: expected up or down, got "/);
  });
});
