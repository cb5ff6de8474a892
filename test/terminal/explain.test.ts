import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { VERDICT_CODES } from '../../src/domain/finding.ts';
import { runWale } from '../support/terminal.ts';

it.each(VERDICT_CODES)('wale explain %s prints its page, and asks no source', async (code) => {
  expect(await runWale(['explain', code])).toEqual({
    exitCode: 0,
    out: readFileSync(`docs/verdicts/${code}.md`, 'utf8'),
    err: '',
  });
});

it('names the verdicts where there is none of that name', async () => {
  const { exitCode, out, err } = await runWale(['explain', 'wal-gpa']);

  expect(exitCode).toBe(3);
  expect(out).toBe('');
  for (const code of VERDICT_CODES) expect(err).toContain(code);
  expect(err).toContain('Did you mean wal-gap?');
});

it('takes the name of a verdict in any case', async () => {
  expect((await runWale(['explain', 'Wal-Gap'])).out).toContain('WAL is missing from the archive');
});

it('comes with the package', () => {
  const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };

  expect(files).toContain('docs/verdicts');
});
