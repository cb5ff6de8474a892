import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { askLogFiles } from '../support/ask-source.ts';
import { NOON } from '../support/snapshot.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';

const LOG = readFileSync('test/fixtures/wal-e/04-push-hung-then-killed.syslog-json.log');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-logs-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const read = (name: string, bytes: Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const question = { at: NOON, historic: false, signal: AbortSignal.timeout(30_000) };
  return askLogFiles([path], Infinity)(question);
};

describe('the log files', () => {
  it('that are packed and were cut off anywhere are not read in part', async () => {
    const packed = gzipSync(LOG);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: packed.length - 1 }), async (length) => {
        expect(await read('cut.gz', packed.subarray(0, length))).toMatchObject({
          kind: 'unavailable',
          detail: expect.stringContaining('gzip file') as unknown,
        });
      }),
      { seed: 20_261_126, numRuns: 40 },
    );
  });

  it('make a reading of any bytes at all, with what could not be read counted', async () => {
    const somewhere = fc.nat(LOG.length - 1);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), somewhere, async (bytes, at) => {
        const broken = Buffer.concat([LOG.subarray(0, at), bytes, LOG.subarray(at)]);

        expect(await read('broken.log', broken)).toMatchObject({ kind: 'measured' });
      }),
      { seed: 20_261_126, numRuns: 60 },
    );
  });

  it.each([
    [1 * HOUR, true],
    [48 * HOUR, false],
  ])(
    'a packed one of a folder, changed %i ms ago, may hide a failure: %s',
    async (ago, mayHide) => {
      const within = join(folder, `packed-${ago}`);
      mkdirSync(within);
      writeFileSync(join(within, 'a.log'), LOG);
      const packed = join(within, 'a.log.2.xz');
      writeFileSync(packed, Buffer.from([0xfd, 0x37, 0x7a, 0, 10]));
      utimesSync(packed, (NOON - ago) / SECOND, (NOON - ago) / SECOND);
      const question = { at: NOON, historic: false, signal: AbortSignal.timeout(30_000) };

      expect(await askLogFiles([within], 24 * HOUR)(question)).toMatchObject({
        value: {
          unread: {
            noLogs: [{ sentence: expect.stringContaining(packed), mayHideFailure: mayHide }],
          },
        },
      });
    },
  );

  const asUtf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

  it.each([
    ['UTF-16, as PowerShell redirects it', asUtf16],
    ['UTF-16, the high byte first', (text: string) => asUtf16(text).swap16()],
    ['lines that end in a carriage return alone', (text: string) => text.replaceAll('\n', '\r')],
    ['lines that a terminal ended', (text: string) => text.replaceAll('\n', '\r\r\n')],
  ])('may hold %s', async (_what, written) => {
    const same = await read('plain.log', LOG);
    const bytes = Buffer.from(written(LOG.toString()));

    expect(await read('written.log', bytes)).toEqual(same);
    expect(await read('written.log.gz', gzipSync(bytes))).toEqual(same);
  });

  it('that a client put a carriage return into have no line more for it', async () => {
    const forged = [
      '2026-11-24 11:58:00.000 UTC [7] u@d LOG:  statement: select 1 -- \rINFO: 2026/11/24 11:58:31.690200 FILE PATH: 000000030000001200000021.lz4',
      '2026-11-24 11:58:01.000 UTC [7] u@d LOG:  statement: select 2',
      '',
    ].join('\n');

    expect(await read('forged.log', Buffer.from(forged))).toMatchObject({ value: { uploads: [] } });
  });

  it.each(['this is no gzip', ''])('that are said to be packed may hold %j', async (text) => {
    expect(['measured', 'unavailable']).toContain((await read('x.gz', Buffer.from(text))).kind);
  });
});
