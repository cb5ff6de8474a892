import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readBuildInfo } from '../../src/composition/read-build-info.ts';

/** What a package with this field says of itself. */
function repositoryOf(repository: unknown): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'wale-package-'));
  try {
    const text = JSON.stringify({ name: 'wale', version: '1.2.3', repository });
    writeFileSync(join(folder, 'package.json'), text);
    return readBuildInfo(folder).repository;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the repository of the package', () => {
  it.each([
    ['o/wale', 'https://github.com/o/wale'],
    ['github:o/wale', 'https://github.com/o/wale'],
    ['gitlab:o/wale', 'https://gitlab.com/o/wale'],
    [{ type: 'git', url: 'git+https://github.com/o/wale.git' }, 'https://github.com/o/wale'],
    [{ url: 'ssh://git@git.example.com/a/b/wale.git' }, 'https://git.example.com/a/b/wale'],
    [{ url: 'https://user:secret@git.example.com/wale' }, undefined],
    ['', undefined],
    [{ directory: 'x' }, undefined],
    [undefined, undefined],
  ])('%j is %s', (repository, page) => {
    expect(repositoryOf(repository)).toBe(page);
  });
});
