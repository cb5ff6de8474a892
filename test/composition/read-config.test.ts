import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAuditLog } from '../../src/composition/audit-log.ts';
import { logLevelOf } from '../../src/composition/log.ts';
import { configFileOf, readConfig } from '../../src/composition/read-config.ts';
import { readPayload } from '../../src/composition/read-payload.ts';
import { createTakeDown } from '../../src/composition/take-down.ts';
import { runWale } from '../support/terminal.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-read-config-'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  writeFileSync(join(folder, 'long'), '');
  truncateSync(join(folder, 'long'), 8 * 1024 * 1024 + 1);
  symlinkSync('loop', join(folder, 'loop'));
  symlinkSync('/dev/zero', join(folder, 'endless'));
  writeFileSync(join(folder, 'two-lines'), 'xoxb-first\nxoxb-second\n');
  writeFileSync(join(folder, 'no-text'), Buffer.from([0x78, 0xff, 0xfe]));
  writeFileSync(join(folder, 'token'), 'xoxb-hush-hush-hush\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a file of the configuration', () => {
  it.each([
    ['pipe', 'it is a pipe, which may have no end.'],
    ['long', 'it is longer than 8 MiB.'],
    ['', 'it is a folder.'],
    ['loop', 'its symbolic links go round in a circle.'],
    ['endless', 'it is longer than 8 MiB.'],
    ['token/in-it', 'it is no folder, or is said to be in what is none.'],
    ['n'.repeat(300), 'its name is too long.'],
  ])('is not read where it has no end that can be waited for: %s', (name, why) => {
    const path = join(folder, name);

    expect(() => readConfig({}, path)).toThrow(`cannot read ${path}: ${why}`);
    expect(() => readConfig({ SLACK_BOT_TOKEN_FILE: path }, undefined)).toThrow(
      `cannot read ${path}: ${why}`,
    );
  });

  it.each(['two-lines', 'no-text'])('is no secret where it holds more than a line: %s', (name) => {
    const path = join(folder, name);

    expect(() => readConfig({ SLACK_BOT_TOKEN_FILE: path }, undefined)).toThrow(
      `SLACK_BOT_TOKEN_FILE: expected one line of text in ${path}, got something else.`,
    );
  });

  it('is the one that is looked for again, once it was there', () => {
    const there = (path: string): boolean => path === 'wale.yaml';

    expect(configFileOf({}, undefined, there)).toBe('wale.yaml');
    expect(configFileOf({}, undefined, () => false)).toBeUndefined();
    expect(configFileOf({ WALE_CONFIG: 'other.yaml' }, undefined, there)).toBe('other.yaml');
    expect(configFileOf({ WALE_CONFIG: 'other.yaml' }, 'named.yaml', there)).toBe('named.yaml');
    expect(() => readConfig({}, 'wale-that-is-gone.yaml')).toThrow('no such file');
  });
});

describe('a payload', () => {
  it.each([
    ['endless', 'expected JSON of at most 16 MiB, got more'],
    ['loop', 'its symbolic links go round in a circle'],
    ['token', 'expected JSON, got something else'],
  ])('is refused in one sentence where it is none: %s', (name, why) => {
    expect(() => readPayload(join(folder, name))).toThrow(why);
  });
});

describe('LOG_LEVEL', () => {
  it('is refused in one sentence where it is no level, and is info where it is empty', () => {
    expect(logLevelOf({ LOG_LEVEL: '' })).toBe('info');
    expect(logLevelOf({ LOG_LEVEL: 'warn' })).toBe('warn');
    expect(() => logLevelOf({ LOG_LEVEL: 'constructor' })).toThrow(
      'LOG_LEVEL: expected debug, info, warn or error, got "constructor".',
    );
  });

  it('is tried by a check of the bot as well', async () => {
    const { err, exitCode } = await runWale(['serve', '--check'], { LOG_LEVEL: 'loud' });

    expect(err).toContain('LOG_LEVEL: expected debug, info, warn or error, got "loud".');
    expect(exitCode).toBe(3);
  });

  it('of another program makes no answer in a terminal fail', async () => {
    const takeDown = await createTakeDown({ LOG_LEVEL: 'VERBOSE' }, Date.now, (text) => text);

    expect(takeDown).toBeInstanceOf(Function);
  });
});

describe('the audit log', () => {
  const open = (path: string, faults: unknown[] = []) =>
    openAuditLog(
      path,
      (text) => text,
      (fault) => faults.push(fault),
      () => undefined,
    );

  it.each([
    ['', 'it is a folder'],
    ['pipe', 'it is a pipe'],
    ['nowhere/audit.log', 'no such file'],
  ])('is refused in one sentence where it cannot be written: %s', (name, why) => {
    expect(() => open(join(folder, name))).toThrow(
      `operation.auditLog: cannot write ${join(folder, name)} (${why}).`,
    );
  });

  it('whose folder is gone is told of at each try to open it anew, and ends nothing', () => {
    const own = mkdtempSync(join(folder, 'own-'));
    const faults: unknown[] = [];
    const audit = open(join(own, 'audit.log'), faults);
    rmSync(own, { recursive: true });

    audit.reopen();
    audit.close();

    expect(faults.map(String)).toEqual([expect.stringContaining('(no such file)')]);
  });
});
