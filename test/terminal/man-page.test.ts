import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createVerdictPages } from '../../src/composition/verdict-pages.ts';
import { manPage } from '../../src/terminal/man-page.ts';
import { createProgram } from '../../src/terminal/program.ts';
import { expectGolden } from '../support/golden.ts';
import { runWale } from '../support/terminal.ts';

const {
  version,
  man: pages,
  files,
} = JSON.parse(readFileSync('package.json', 'utf8')) as {
  version: string;
  man: string[];
  files: string[];
};
const [man = ''] = pages;
const { program } = createProgram(
  () => Promise.reject(new Error('nothing is run')),
  { out: () => undefined, err: () => undefined },
  { now: () => 0, version, verdictPage: createVerdictPages() },
);

describe('the manual page', () => {
  it('says what --help says; UPDATE_GOLDEN=1 writes it anew', () => {
    expectGolden(man, manPage(program, version));
  });

  it('comes with the package', () => {
    expect(files).toContain(man.split('/')[0]);
    // npm installs no page that is named by a mere string.
    expect(pages).toEqual(['man/wale.1']);
  });

  it('has each command and each option that help has', async () => {
    const page = readFileSync(man, 'utf8').replaceAll('\\-', '-');
    const { out } = await runWale(['--help']);
    const commands = [...out.matchAll(/^ {2}([a-z][a-z-]*) (?:\[|<| {2})/gm)].map(
      ([, name]) => name ?? '',
    );

    expect(commands).toEqual(expect.arrayContaining(['status', 'watch', 'completion', 'serve']));
    for (const name of commands.filter((one) => one !== 'help')) {
      expect(page).toContain(`.SS wale ${name}`);
      const { out: help } = await runWale([name, '--help']);
      const options = help.match(/(?<= )--[a-z-]+/g) ?? [];
      for (const option of options.filter((one) => one !== '--help' && one !== '--version')) {
        expect(page).toContain(option);
      }
    }
  });

  it('holds no request but those of man(7) that it uses', () => {
    const requests = readFileSync(man, 'utf8').match(/^[.'][^ \n]*/gm) ?? [];

    expect([...new Set(requests)].sort()).toEqual(['.B', '.SH', '.SS', '.TH', '.TP']);
  });
});
