import { describe, expect, it } from '@jest/globals';
import { paintFor } from '../../src/terminal/colours.ts';
import { runWale } from '../support/terminal.ts';

const RED = '\u001b[31m';
const ON = `${RED}x\u001b[39m`;
const OFF = 'x';

describe('colours', () => {
  it.each([
    ['on a terminal', 'auto', {}, true, ON],
    ['in a pipe', 'auto', {}, false, OFF],
    ['on a terminal that knows none', 'auto', { TERM: 'dumb' }, true, OFF],
    ['with NO_COLOR', 'auto', { NO_COLOR: '1' }, true, OFF],
    ['with an empty NO_COLOR', 'auto', { NO_COLOR: '' }, true, ON],
    ['in a pipe with FORCE_COLOR', 'auto', { FORCE_COLOR: '1' }, false, ON],
    ['with FORCE_COLOR=0', 'auto', { FORCE_COLOR: '0' }, true, OFF],
    ['with FORCE_COLOR and NO_COLOR', 'auto', { FORCE_COLOR: '1', NO_COLOR: '1' }, true, ON],
    ['always in a pipe with NO_COLOR', 'always', { NO_COLOR: '1' }, false, ON],
    ['never on a terminal with FORCE_COLOR', 'never', { FORCE_COLOR: '1' }, true, OFF],
  ] as const)('%s', (_name, choice, env, isTerminal, shown) => {
    expect(paintFor(choice, env, isTerminal)('critical', 'x')).toBe(shown);
  });

  const FAILING = [
    'status',
    '--log-file',
    'test/fixtures/wal-g/failing-s3.log',
    '--at',
    '2026-11-24T11:59:30Z',
  ];

  it('the severity has its colour, and nothing else has', async () => {
    const { out } = await runWale([...FAILING, '--color', 'always']);
    const plain = await runWale([...FAILING, '--color', 'never'], {}, true);

    expect(out.startsWith(`${RED}🔴 CRITICAL\u001b[39m main · `)).toBe(true);
    expect(out.split('\u001b')).toHaveLength(3);
    expect(plain.out.startsWith('🔴 CRITICAL main · ')).toBe(true);
  });

  it('is taken before the command too, and refuses any other word', async () => {
    const { out } = await runWale(['--color', 'always', ...FAILING]);
    const wrong = await runWale([...FAILING, '--color', 'red']);

    expect(out).toContain(RED);
    expect(wrong.err).toContain('Allowed choices are auto, always, never');
    expect(wrong.exitCode).toBe(3);
  });

  it.each(['json', 'nagios'])('%s never has any', async (form) => {
    const { out } = await runWale(
      [...FAILING, '--output', form, '--color', 'always'],
      { FORCE_COLOR: '1' },
      true,
    );

    expect(out).not.toContain('\u001b');
    expect(out).toMatch(/critical/i);
  });

  it('what is wrong with a configuration has it too', async () => {
    const { out } = await runWale(['check-config', '--config', '/nowhere.yaml'], {}, true);

    expect(out).toContain(`${RED}🔴 wrong\u001b[39m `);
  });
});
