import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { harmlessText } from '../../src/domain/harmless-text.ts';
import { FAILURE_CAUSES } from '../../src/causes/failure-causes.ts';
import { redact } from '../../src/domain/secrets/redact.ts';
import { HARMLESS, seenOf, SHAPES } from '../support/secret-shapes.ts';

const LOOKED_AT = 16_384;
const TWELFTHS = Array.from({ length: 12 }, (_, index) => (index + 1) / 12);
const asOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/**
 * What S3 calls its machines looks like a line of a key, and what stands behind a variable without a value like its value.
 */
const hides = (before: string, from: string): boolean =>
  (before.endsWith('host id:  ') && from.includes('key')) ||
  (before.endsWith('= ') && from.includes('Go'));

describe('harmless text', () => {
  it.each([
    ['aws_secret_access_key=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'],
    ['AWS_ACCESS_KEY_ID: AKIAIOSFODNN7EXAMPLE'],
    ['the key AKIAIOSFODNN7EXAMPLE was refused'],
    ['Authorization: Bearer abcdefghijklmnop'],
    ['authorization: AWS wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'],
    ['https://elastic:wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY@logs.example:9243'],
    ['SLACK xoxb-123456789012-wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'],
    ['xapp-1-A111-222-wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'],
    ['password="wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"'],
    ['?X-Amz-Signature=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY&x=1'],
    ['glpat-wJalrXUtnFEMIK7MDENG'],
    ['secret: wJalr\u200bXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'],
    ['only wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY itself'],
  ])('hides the secret in %j', (text) => {
    const shown = harmlessText(text, 500);

    expect(shown).toContain('[redacted]');
    expect(shown).not.toMatch(/wJalr|IOSFODNN7|abcdefghij|MDENG/);
  });

  it.each(SHAPES)('hides the secret of $from, and no more: $lines', (shape) => {
    const shown = shape.lines.map((line) => harmlessText(line, 2000)).join('\n');

    expect(seenOf(shape, shown)).toEqual([]);
    for (const kept of shape.kept) expect(shown).toContain(kept);
  });

  it.each(HARMLESS)('leaves %j as it is', (line) => {
    expect(harmlessText(line, 2000)).toBe(asOneLine(line));
  });

  it('leaves every message of the table of causes as it is', () => {
    const messages = FAILURE_CAUSES.flatMap(({ examples }) =>
      examples.map(({ message }) => asOneLine(message)),
    );

    expect(messages.map((message) => harmlessText(message, 2000))).toEqual(messages);
  });

  it('hides a secret whatever stands before it, or behind', () => {
    const shown = SHAPES.flatMap((shape) =>
      HARMLESS.flatMap((line) =>
        [[`${line} `, ''] as const, ['', ` ${line}`] as const]
          .filter(([before]) => !hides(before, shape.from))
          .map(([before, after]) => [before, after, shape] as const),
      ),
    ).flatMap(([before, after, shape]) => {
      const lines = shape.lines.map((one) => harmlessText(`${before}${one}${after}`, 9000));
      return seenOf(shape, lines.join('\n')).map((secret) => ({ before, secret, after }));
    });

    expect(shown).toEqual([]);
  });

  it('changes nothing more when it looks again', () => {
    for (const line of [...SHAPES.flatMap(({ lines }) => lines), ...HARMLESS]) {
      const once = harmlessText(line, 2000);

      expect(harmlessText(once, 2000)).toBe(once);
    }
  });

  it('shows no part of a secret in which the looking ends', () => {
    const part = 8;
    const seen = SHAPES.flatMap(({ lines: [line = ''], hidden }) =>
      TWELFTHS.map((twelfth) => Math.floor(line.length * twelfth)).flatMap((left) => {
        const text = `${'~'.repeat(LOOKED_AT - left - 1)} ${line}`;
        const shown = harmlessText(text, 2 * LOOKED_AT);
        return hidden
          .filter((secret) => secret.length >= part && shown.includes(secret.slice(0, part)))
          .map((secret) => `${secret} of ${line} at ${left}`);
      }),
    );

    expect(seen).toEqual([]);
  });

  it('shows no part of a secret in which it is cut', () => {
    const seen = SHAPES.flatMap(({ lines: [line = ''], hidden }) =>
      Array.from({ length: line.length }, (_, max) => harmlessText(line, max + 1)).flatMap(
        (shown) => hidden.filter((secret) => shown.includes(secret.slice(0, 8))),
      ),
    );

    expect(seen).toEqual([]);
  });

  it('is one line of at most so many characters, with nothing in it that moves a cursor', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const shown = harmlessText(text, 80);

        expect(shown.length).toBeLessThanOrEqual(80);
        // eslint-disable-next-line no-control-regex -- these are what must not be there
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2066]/);
      }),
    );
  });

  it('holds no half of a character, wherever it is cut and whatever came', () => {
    const faces = '😀'.repeat(40);

    expect(harmlessText('a \ud83d b', 80)).toBe('a \ufffd b');
    expect(harmlessText('\ude00 b', 80)).toBe('\ufffd b');
    for (let max = 1; max <= 80; max += 1) {
      expect(harmlessText(faces, max)).not.toMatch(/\p{Surrogate}/u);
      expect(harmlessText(`a${faces}`, max)).not.toMatch(/\p{Surrogate}/u);
    }
  });

  // A pattern that goes back over its input again and again would stand here for minutes.
  it.each([
    ...['a', 'a.', '=', 'secret', 'http://a:', 'A1b', 'Bearer ', 'eyJ', '://a:b@', '%3A%2F%2F%40'],
    ...[
      'token=',
      'token "',
      'token \\"',
      '"token",',
      'password:[',
      '<Token>',
      'secret access key ',
    ],
    ...[
      ' -p ',
      'curl -u a:b ',
      'echo a|',
      '<<<',
      '\\"',
      '-----BEGIN PRIVATE KEY-----',
      'Cookie: a=b;',
    ],
    ...['#033[', '\u00ad', 'aB1/', 'a:5432:*:b:', 'name: token value: ', '://a/hooks/', '1//0'],
  ])('comes to an end on a long line of %j', (piece) => {
    expect(redact(piece.repeat(100_000))).not.toBe('');
  });
});
