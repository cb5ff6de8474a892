import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { harmlessText, redact } from '../../src/domain/harmless-text.ts';

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

  it.each([
    "PermissionError: [Errno 13] Permission denied: '/srv/wal-archive/wal_005/00000001000000000000000A.lzo'",
    'S3ResponseError: 403 Forbidden <Error><Code>AccessDenied</Code></Error>',
    'gs://gitlab-gprd-postgres-backup/pitr-wale-v1/wal_005/000000140001003100000077.lzo',
    'ConnectionRefusedError: [Errno 111] Connection refused',
  ])('leaves %j as it is', (text) => {
    expect(harmlessText(text, 500)).toBe(text);
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

  // A pattern that goes back over its input again and again would stand here for minutes.
  it.each(['a', 'a.', '=', 'secret', 'http://a:', 'A1b', 'Bearer ', 'eyJ'])(
    'comes to an end on a long line of %j',
    (piece) => {
      expect(redact(piece.repeat(100_000))).not.toBe('');
    },
  );
});
