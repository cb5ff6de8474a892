import { existsSync, readdirSync, readFileSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { VERDICT_CODES } from '../src/domain/finding.ts';

const README = readFileSync('README.md', 'utf8');

describe('README', () => {
  it.each(VERDICT_CODES.map((code) => [code]))('explains the verdict %s', (code) => {
    expect(README).toContain(`\`${code}\``);
  });

  it('points at files that are there', () => {
    const links = [...README.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path ?? '');

    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('what shows the way through the code', () => {
  const guides = ['docs', 'docs/decisions']
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.md'));

  it.each([...guides, 'CONTRIBUTING.md'].map((path) => [path]))(
    '%s names files that are there',
    (path) => {
      const named = readFileSync(path, 'utf8').match(
        /\b(?:src|handlers|test|lab|proof|bench)\/[\w./-]*\w/g,
      );

      expect((named ?? []).filter((file) => !file.includes('NAME') && !existsSync(file))).toEqual(
        [],
      );
    },
  );
});

/** A folder with so many files says at its door what lives there. */
const SMALL = 5;

const isCode = (entry: Dirent): boolean => entry.isFile() && entry.name.endsWith('.ts');

describe('the folders', () => {
  const folders = ['src', 'handlers'].flatMap((root) => [
    root,
    ...readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name)),
  ]);
  const large = folders.filter(
    (folder) => readdirSync(folder, { withFileTypes: true }).filter(isCode).length > SMALL,
  );

  it.each(large.map((folder) => [folder]))(
    '%s says what lives there, and what does not',
    (folder) => {
      const sign = join(folder, 'README.md');

      expect(existsSync(sign) ? readFileSync(sign, 'utf8') : `${sign} is missing`).toMatch(
        /Not here: /,
      );
    },
  );

  it('are pointed at where they are', () => {
    const signs = folders
      .map((folder) => join(folder, 'README.md'))
      .filter((path) => existsSync(path));
    const lost = signs.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/`((?:src|handlers|test)\/[\w./-]+)`/g)]
        .map(([, named]) => named ?? '')
        .filter((named) => !named.includes('NAME') && !existsSync(named))
        .map((named) => `${path}: ${named}`),
    );

    expect(lost).toEqual([]);
  });
});
