import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { VERDICT_CODES } from '../src/domain/finding.ts';
import { DEFAULT_THRESHOLDS } from '../src/domain/thresholds.ts';
import { expectGolden } from './support/golden.ts';

const pageOf = (code: string): string => readFileSync(`docs/verdicts/${code}.md`, 'utf8');

describe('docs/verdicts', () => {
  it.each(VERDICT_CODES)(
    'says of %s what it means, how Wale knows, what to do, when it is wrong',
    (code) => {
      const headings = pageOf(code).match(/^#+ .*$/gm) ?? [];

      expect(headings).toEqual([
        expect.stringMatching(new RegExp(`^# ${code}: \\w`)),
        '## What it means',
        '## How Wale knows',
        '## What to do',
        '## When it is wrong',
      ]);
    },
  );

  it.each(VERDICT_CODES)('names no threshold for %s that there is not', (code) => {
    const named = pageOf(code).match(/(?<=`thresholds\.)\w+/g) ?? [];

    expect(Object.keys(DEFAULT_THRESHOLDS)).toEqual(expect.arrayContaining(named));
  });

  it('has no page of what is no verdict', () => {
    const pages = readdirSync('docs/verdicts').filter((name) => name !== 'README.md');

    expect(pages.sort()).toEqual(VERDICT_CODES.map((code) => `${code}.md`).sort());
  });

  it('has a table of contents in the order of harm (UPDATE_GOLDEN=1 writes it)', () => {
    const lines = VERDICT_CODES.map((code) => {
      const title = /^# [\w-]+: (.*)$/m.exec(pageOf(code))?.[1] ?? '';
      return `- [${code}](${code}.md): ${title}`;
    });

    expectGolden(
      'docs/verdicts/README.md',
      [
        '# Verdicts',
        '',
        'One page for each answer of Wale: what it means, how Wale knows, what to do, and when it is wrong. The worst come first.',
        '',
        ...lines,
        '',
      ].join('\n'),
    );
  });
});
