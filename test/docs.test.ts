import { existsSync, readFileSync } from 'node:fs';
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
