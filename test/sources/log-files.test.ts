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

  it.each(['this is no gzip', ''])('that are said to be packed may hold %j', async (text) => {
    expect(['measured', 'unavailable']).toContain((await read('x.gz', Buffer.from(text))).kind);
  });
});
