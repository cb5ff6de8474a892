import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from '../../src/terminal/completion-scripts.ts';
import { runWale } from '../support/terminal.ts';

let folder: string;
let config: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wale-completion-'));
  config = join(folder, 'wale.yaml');
  writeFileSync(config, 'clusters:\n  gprd-main: {}\n  gprd-ci: {}\n  gstg: {}\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What would be offered for the last of these words, by its name alone. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { out, err, exitCode } = await runWale(['complete', '--', ...words], {
    WALE_CONFIG: config,
  });
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
  return out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '');
}

describe('what completes a command line', () => {
  it.each([
    [['st'], ['status']],
    [['w'], ['watch']],
    [
      ['status', 'gprd-'],
      ['gprd-main', 'gprd-ci'],
    ],
    [['status', 'gprd-main', ''], ['']],
    [['status', '--ti'], ['--timeout']],
    [
      ['status', '--output', ''],
      ['text', 'json', 'nagios'],
    ],
    [['--color', 'n'], ['never']],
    [['--color', 'never', 'cl'], ['clusters']],
    [['status', '--output', 'json', 'gs'], ['gstg']],
    [['status', '--log-file', ''], [':files']],
    [['uploads', '--limit', ''], ['']],
    [['test-alert', ''], [':files']],
    [['test-alert', 'alert.json', '--cluster', 'gs'], ['gstg']],
    [['completion', ''], [...SHELLS]],
    [['doctor', '--config', ''], [':files']],
  ])('%j: %j', async (words, values) => {
    expect(await offered(...words)).toEqual(values);
  });

  it('asks the configuration that was named', async () => {
    const other = join(folder, 'other.yaml');
    writeFileSync(other, 'clusters:\n  elsewhere: {}\n');

    expect(await offered('status', '--config', other, '')).toEqual(['elsewhere']);
  });

  it('is silent where the configuration cannot be read', async () => {
    expect(await offered('status', '--config', join(folder, 'none.yaml'), '')).toEqual(['']);
  });

  it('does not offer itself', async () => {
    expect(await offered('com')).toEqual(['completion']);
  });
});

const WALE = `wale() { node --import tsx '${resolve('src/main.ts')}' "$@"; }`;

/** Each shell completes `wale status gprd-m` by its script, as it would at a key press. */
const ASKS: Readonly<Record<Shell, string>> = {
  bash: `${WALE}\neval "$(cat SCRIPT)"\nCOMP_WORDS=(wale status gprd-m); COMP_CWORD=2; _wale; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: `${WALE}\n_describe() { print -l -- "\${(@P)2}"; }\ncompdef() { :; }\nsource SCRIPT\nwords=(wale status gprd-m); CURRENT=3; _wale`,
  fish: `function wale; node --import tsx '${resolve('src/main.ts')}' $argv; end\nsource SCRIPT\ncomplete --do-complete 'wale status gprd-m'`,
};

describe('the script for', () => {
  it.each(SHELLS)('%s is printed by wale completion', async (shell) => {
    expect((await runWale(['completion', shell])).out).toBe(COMPLETION_SCRIPTS[shell]);
  });

  const isThere = (shell: Shell): boolean => spawnSync(shell, ['-c', 'true']).error === undefined;
  it.each(SHELLS.filter(isThere))(
    '%s completes the name of a cluster',
    (shell) => {
      const script = join(folder, `wale.${shell}`);
      writeFileSync(script, COMPLETION_SCRIPTS[shell]);
      const { stdout, stderr } = spawnSync(
        shell,
        ['-c', ASKS[shell].replaceAll('SCRIPT', script)],
        { encoding: 'utf8', env: { ...process.env, WALE_CONFIG: config } },
      );

      expect(stderr).toBe('');
      expect(stdout.trim().split(/[\t:\n]/)[0]).toBe('gprd-main');
    },
    30_000,
  );
});
