import {
  appendFileSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readLines } from '../../src/sources/log-files/read-lines.ts';
import { askLogFiles } from '../support/ask-source.ts';
import { NOON } from '../support/snapshot.ts';
import { eventually } from '../support/thread-rig.ts';

// A log that is read where it is written: it grows, is rotated and is emptied while somebody reads it.

const CAPTURE = readFileSync(
  'test/fixtures/wal-e/04-push-hung-then-killed.syslog-json.log',
  'utf8',
);
const MANY = 20_000;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-moving-'));
  path = join(folder, 'wal.log');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Reads the file, and does something to it once so many lines were read. */
async function readMeanwhile(at: number, act: () => void) {
  const lines: string[] = [];
  const { wasTruncated } = await readLines(path, (line) => {
    lines.push(line);
    if (lines.length === at) act();
  });
  return { lines, wasTruncated };
}

const numbered = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `line ${from + index} ${'x'.repeat(60)}\n`).join('');

describe('a log that moves while it is read', () => {
  it('is read to where it ended when it was opened, however fast it grows', async () => {
    writeFileSync(path, numbered(MANY));
    let grown = 0;
    let read = 0;
    const { wasTruncated } = await readLines(path, () => {
      read += 1;
      // Faster than it is read.
      if (read % 100 === 0) {
        appendFileSync(path, numbered(200, MANY + grown));
        grown += 200;
      }
    });

    expect([read, wasTruncated]).toEqual([MANY, false]);
  });

  it.each([
    ['at once', 0],
    ['a moment later', 40],
  ])('a half-written line is read whole where its other half comes %s', async (_, laterMs) => {
    writeFileSync(path, 'first\nsecond, of which ha');
    const other = (): void => {
      appendFileSync(path, 'lf was there\nthird, which is too new\n');
    };

    const { lines } = await readMeanwhile(1, () => {
      if (laterMs === 0) other();
      else setTimeout(other, laterMs);
    });

    expect(lines).toEqual(['first', 'second, of which half was there']);
  });

  it('a last line without an end is read as it is', async () => {
    writeFileSync(path, 'first\nlast\r');

    expect((await readMeanwhile(0, () => undefined)).lines).toEqual(['first', 'last']);
  });

  it('that is renamed is read to its end', async () => {
    writeFileSync(path, numbered(MANY));

    const { lines, wasTruncated } = await readMeanwhile(5, () => {
      renameSync(path, `${path}.1`);
      writeFileSync(path, 'a new one\n');
    });

    expect([lines.length, wasTruncated]).toEqual([MANY, false]);
  });

  it('that is emptied is not passed off as a whole one', async () => {
    writeFileSync(path, numbered(MANY));

    const { lines, wasTruncated } = await readMeanwhile(5, () => {
      truncateSync(path);
      appendFileSync(path, 'a new one\n');
    });

    expect(lines.length).toBeLessThan(MANY);
    expect(wasTruncated).toBe(true);
  });
});

const isOpen = (): boolean =>
  readdirSync('/proc/self/fd').some((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false; // closed meanwhile
    }
  });

describe('log files with more than one name', () => {
  const ask = (paths: readonly string[]) =>
    askLogFiles(
      paths,
      Infinity,
    )({ at: NOON, historic: false, signal: AbortSignal.timeout(30 * 1000) });

  it('are read once', async () => {
    writeFileSync(path, CAPTURE);
    linkSync(path, join(folder, 'wal.log.1'));

    expect(await ask([path, join(folder, 'wal.log.1')])).toEqual(await ask([path]));
    expect(await ask([folder])).toEqual(await ask([path]));
  });

  it('say so where one was emptied while it was read', async () => {
    // Half a second or more is needed to read it.
    writeFileSync(path, CAPTURE.repeat(Math.ceil((48 * 1024 * 1024) / CAPTURE.length)));
    const asking = ask([path]);
    await eventually(isOpen, (open) => open);
    await sleep(30); // until its size was asked for
    truncateSync(path, CAPTURE.length);

    expect(await asking).toMatchObject({
      value: {
        unread: {
          noLogs: [
            {
              sentence: expect.stringContaining('was emptied while it was read'),
              mayHideFailure: true,
            },
          ],
        },
      },
    });
  });
});
