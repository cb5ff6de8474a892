import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hideIn, hideValues } from '../../src/domain/secrets/hide-values.ts';
import { escapeMrkdwn } from '../../src/messages/slack/escape-mrkdwn.ts';

const SEED = 20_261_124;
// With all that an encoding changes, and never a plain word.
const secret = fc
  .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 40 })
  .filter((text) => text.trim() === text)
  .map((text) => `9${text}&/<"+ Z`);

describe('values that are known to be secret', () => {
  it.each<[string, (value: string) => string]>([
    ['as they are', (value) => value],
    ['percent-encoded', (value) => encodeURIComponent(value)],
    ['percent-encoded in small letters', (value) => encodeURIComponent(value).toLowerCase()],
    ['of a form', (value) => encodeURIComponent(value).replaceAll('%20', '+')],
    ['in JSON', (value) => JSON.stringify({ value })],
    ['escaped for Slack', escapeMrkdwn],
    ['in base64', (value) => Buffer.from(value).toString('base64')],
    ['in basic auth', (value) => Buffer.from(`elastic:${value}`).toString('base64')],
    ['in base64 within more', (value) => Buffer.from(`12${value}34`).toString('base64')],
    ['in base64 of an address', (value) => Buffer.from(value).toString('base64url')],
  ])('are hidden %s', (_how, written) => {
    fc.assert(
      fc.property(secret, (value) => {
        const shown = hideValues([value])(`said ${written(value)} and went on`);

        expect(shown).toMatch(/^said .*\[redacted\].* and went on$/s);
        expect(shown).not.toContain(written(value));
        // What is left of base64 shares its signs with what stands around the value.
        expect(shown.length).toBeLessThan('said [redacted] and went on'.length + 20);
      }),
      { seed: SEED },
    );
  });

  it('are hidden where a text was cut within them, at its end or in its middle', () => {
    const value = 'correct-Horse-battery';
    const hide = hideValues([value]);
    for (let length = 6; length < value.length; length += 1) {
      expect(hide(`said ${value.slice(0, length)}…`)).toBe('said [redacted]…');
      expect(hide(`said … ${value.slice(-length)} no`)).toBe('said … [redacted] no');
    }
  });

  it('are hidden the longest first, so that none is left of one that begins with another', () => {
    expect(hideValues(['abcdef1', 'abcdef1-and-more'])('abcdef1-and-more')).toBe('[redacted]');
  });

  it('that are words or a few digits are not: they would take that word out of every sentence', () => {
    expect(hideValues(['postgres', 'elastic', '5432', ''])('postgres and elastic on 5432')).toBe(
      'postgres and elastic on 5432',
    );
  });

  it('are hidden in every text of a message, which stays what it is otherwise', () => {
    const message = { text: 'a hush-3 b', blocks: [{ type: 'x', elements: ['hush-3', 1, null] }] };

    expect(hideIn(message, hideValues(['hush-3']))).toEqual({
      text: 'a [redacted] b',
      blocks: [{ type: 'x', elements: ['[redacted]', 1, null] }],
    });
  });
});
