import { describe, expect, it } from '@jest/globals';
import type { Cause } from '../../src/causes/cause.ts';
import { failureCause, isCause } from '../../src/causes/failure-causes.ts';
import { nextSteps, type FailureFacts } from '../../src/causes/next-steps.ts';
import { hasSign } from '../../src/causes/signs.ts';

const CAUSE: Cause = { cause: 'unknown', words: 'w', signs: [], examples: [], steps: [] };

describe('a sign', () => {
  const has = (sign: string, complaint: string) => hasSign([sign], complaint);

  it('is found in whatever capitals, as a whole word', () => {
    expect(has('gpg', 'GPG failed')).toBe(true);
    expect(has('gpg', 'gpgconf failed')).toBe(false);
    expect(has('gpg', 'a-gpg')).toBe(true);
    expect(has('gpg', 'mygpg failed')).toBe(false);
    expect(has('Error 403', 'Error 4030')).toBe(false);
    expect(has(': no', 'a: no')).toBe(true);
    expect(has('no:', 'no:a')).toBe(true);
    expect(has('-a-', 'x-a-y')).toBe(true);
  });

  it('may leave out so much, and means each other character as it stands', () => {
    expect(has('a*b', `a${' '.repeat(120)}b`)).toBe(true);
    expect(has('a*b', `a${' '.repeat(121)}b`)).toBe(false);
    expect(has('a.b', 'a.b')).toBe(true);
    expect(has('a.b', 'axb')).toBe(false);
    expect(has('(a)', '(a)')).toBe(true);
  });

  it('is any of several, and never one of none', () => {
    expect(hasSign(['a', 'b'], 'b')).toBe(true);
    expect(hasSign(['a', 'b'], 'ab')).toBe(false);
    expect(hasSign([], 'a')).toBe(false);
    const signs = ['a'];
    expect([hasSign(signs, 'a'), hasSign(signs, 'b'), hasSign(signs, 'a')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a cause', () => {
  const complaint = (code: number) => `archive command failed with exit code ${code}`;

  it('is told by one of its signs, unless another says more', () => {
    const cause = { ...CAUSE, signs: ['refused'], unless: ['lookup'] };

    expect(isCause(cause, 'it was refused')).toBe(true);
    expect(isCause(cause, 'lookup was refused')).toBe(false);
    expect(isCause(cause, 'said')).toBe(false);
  });

  it('is told by an exit code, of one archiver alone where it says so', () => {
    const any = { ...CAUSE, exitCodes: [{ from: 3, to: 5 }] };
    const one = { ...CAUSE, exitCodes: [{ from: 3, to: 5, of: 'wal-g' as const }] };

    expect([2, 3, 5, 6].map((code) => isCause(any, complaint(code)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isCause(any, complaint(3), 'barman')).toBe(true);
    expect(isCause(one, complaint(3), 'wal-g')).toBe(true);
    expect(isCause(one, complaint(3), 'barman')).toBe(false);
    expect(isCause(one, complaint(3))).toBe(false);
    expect(isCause(any, 'said')).toBe(false);
    expect(isCause({ ...CAUSE, exitCodes: [{ from: 130, to: 137 }] }, complaint(130))).toBe(true);
    expect(isCause(any, complaint(30))).toBe(false);
  });

  it('is not known where nothing tells', () => {
    expect(failureCause('said').cause).toBe('unknown');
    expect(failureCause('No space left on device').cause).toBe('disk-full');
  });
});

describe('the next steps of a cause', () => {
  const facts = (over: Partial<FailureFacts> = {}): FailureFacts => ({
    host: 'db-01',
    archiver: 'wal-g',
    file: undefined,
    complaint: 'it failed',
    ...over,
  });
  const stepsOf = (steps: Cause['steps'], over: Partial<FailureFacts> = {}) =>
    nextSteps({ ...CAUSE, steps }, facts(over));
  const wordsWith = (text: string, over: Partial<FailureFacts> = {}) =>
    stepsOf([{ text }], over)[0]?.text;

  it('are those of its archiver, and of what was complained of', () => {
    const steps: Cause['steps'] = [
      { text: 'all' },
      { text: 'wal-g', only: ['wal-g'] },
      { text: 'barman', only: ['barman'] },
      { text: 'refused', when: ['refused'] },
    ];
    const texts = (over: Partial<FailureFacts>) => stepsOf(steps, over).map(({ text }) => text);

    expect(texts({})).toEqual(['all', 'wal-g']);
    expect(texts({ archiver: 'barman', complaint: 'refused' })).toEqual([
      'all',
      'barman',
      'refused',
    ]);
    expect(texts({ archiver: undefined })).toEqual(['all']);
  });

  it('leave out in a sentence what is not known, with the blank before it', () => {
    expect(wordsWith('look at {segment} there')).toBe('look at there');
    const file = '000000050000001000000077';
    expect(wordsWith('look at {segment} there', { file })).toBe(`look at ${file} there`);
    expect(wordsWith('{archiver} said', { file })).toBe('wal-g said');
    expect(wordsWith('at {segment}', { file: 'no segment' })).toBe('at');
  });

  it('say in capitals what is not known in a command', () => {
    const steps = [{ text: 'look', command: 'ls {path} {bucket}' }];

    expect(stepsOf(steps)[0]).toEqual({ text: 'look', command: 'ls PATH BUCKET', host: 'db-01' });
    expect(stepsOf([{ text: 'look' }])[0]).toEqual({ text: 'look', host: 'db-01' });
  });

  it('have no command for settings where these are no file', () => {
    const steps = [{ text: 'look', command: 'cat {settings}' }];

    expect(stepsOf(steps)[0]?.command).toMatch(/^cat \//u);
    expect(stepsOf(steps, { archiver: 'barman-cloud' })[0]).not.toHaveProperty('command');
    expect(
      stepsOf([{ text: 'look', command: 'ls' }], { archiver: 'barman-cloud' })[0]?.command,
    ).toBe('ls');
  });

  it('are for the archiver’s own server where it has one', () => {
    expect(stepsOf([{ text: 'look' }], { archiver: 'barman' })).toStrictEqual([
      { text: 'look', host: undefined, onArchiverServer: true },
    ]);
  });

  it('name a bucket, a path and a store by what the complaint says, in their strict forms', () => {
    const said = (complaint: string) => wordsWith('[{bucket}] [{path}] [{store}]', { complaint });

    expect(said("to bucket 'orders': no")).toBe('[orders] [] []');
    expect(said('s3://orders/x')).toContain('[orders]');
    expect(said("to bucket 'Orders; rm': no")).toBe('[] [] []');
    expect(said('cannot read /etc/wal-g.json: no')).toBe('[] [/etc/wal-g.json] []');
    expect(said('cannot read /etc/../x: no')).toBe('[] [] []');
    expect(said('lookup store.example.com: no such host')).toBe('[] [] [store.example.com]');
    expect(said('lookup localhost: no such host')).toBe('[] [] []');
    expect(said('lookup 169.254.169.254: no')).toBe('[] [] []');
  });
});
