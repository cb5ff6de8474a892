import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ARCHIVER_KINDS } from '../src/archivers/archivers.ts';
import { ARCHIVERS } from '../src/domain/archiver.ts';

/**
 * The list of names; the causes, whose examples and steps say whose log they are from; and the presets of queries, two of
 * which are called after the exporters of an archiver.
 */
const MAY_NAME =
  /^src\/(archivers\/|domain\/archiver\.ts$|causes\/table\/|config\/query-presets\.ts$)/;

const files = ['src', 'handlers']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts') && !MAY_NAME.test(file));

const names = ARCHIVERS.join('|');
/** The name by itself in quotes, or as a key. */
const NAMED = new RegExp(`(['"\`])(?:${names})\\1|(?<![\\w'"\`./ -])\\s*(?:${names}):`);

describe('what an archiver is', () => {
  it('is known to its own folder, and compared by name nowhere else', () => {
    const comparing = files.filter((file) => NAMED.test(readFileSync(file, 'utf8')));

    expect(files.length).toBeGreaterThan(200);
    expect(comparing).toEqual([]);
  });

  it.each([
    ["archiver === 'barman'"],
    ['switch (archiver) { case "wal-g":'],
    ['const places = {\n  pgbackrest: 1,\n}'],
  ])('would be noticed here: %s', (code) => {
    expect(NAMED.test(code)).toBe(true);
  });

  it('has a folder with the archiver’s name', () => {
    expect(ARCHIVERS.filter((name) => !readdirSync('src/archivers').includes(name))).toEqual([]);
    expect(ARCHIVER_KINDS).toHaveLength(ARCHIVERS.length);
  });
});
