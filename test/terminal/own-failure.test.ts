import { describe, expect, it } from '@jest/globals';
import { printStatus } from '../../src/terminal/print-status.ts';
import type { StatusOutput } from '../../src/terminal/program.ts';

const BUG = new TypeError('Cannot read properties of undefined (token=hush-hush)');

/** `wale status` where a bug ends the look at the cluster. */
async function statusWithBug(output: StatusOutput) {
  let out = '';
  let err = '';
  const takenDown: unknown[] = [];
  const exitCode = await printStatus(
    new Map([['gprd-main', () => Promise.reject(BUG)]]),
    undefined,
    { config: undefined, at: undefined, logFile: [], timeout: undefined, output },
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
    (fault) => {
      takenDown.push(fault);
      return 'ref1';
    },
  );
  return { exitCode, out, err, takenDown };
}

describe('wale status, where Wale itself fails', () => {
  it('says so in one sentence with a reference, and what to run on the host', async () => {
    const { exitCode, out, err, takenDown } = await statusWithBug('text');

    expect(err).toContain('this is a bug in Wale (id ref1 in its log)');
    expect(err).toContain('pg_stat_archiver');
    expect(err).toContain('/var/log/');
    expect(err).not.toMatch(/hush-hush|\n {4}at /);
    expect({ exitCode, out, takenDown }).toEqual({ exitCode: 3, out: '', takenDown: [BUG] });
  });

  it('writes nothing to stdout where JSON is read there', async () => {
    expect(await statusWithBug('json')).toMatchObject({ exitCode: 3, out: '' });
  });

  it('is UNKNOWN to Nagios, in the one line that it shows', async () => {
    const { exitCode, out } = await statusWithBug('nagios');

    expect(exitCode).toBe(3);
    expect(out).toBe(
      'WALE UNKNOWN - gprd-main: cannot tell whether WAL is archived: this is a bug in Wale (id ref1 in its log)\n',
    );
  });
});
