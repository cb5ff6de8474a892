import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fuller, readHost, shortHost } from '../../src/domain/host.ts';

describe('the full name of a host', () => {
  it.each([
    ['patroni-04-db-gprd', 'patroni-04-db-gprd'],
    ['patroni-04-db-gprd.c.internal', 'patroni-04-db-gprd.c.internal'],
    ['patroni-04-db-gprd.c.internal:9187', 'patroni-04-db-gprd.c.internal'],
    ['DB-01.DC1.example', 'db-01.dc1.example'],
    ['db-01.dc1.example.', 'db-01.dc1.example'],
    ['db-01.dc1.example.:9187', 'db-01.dc1.example'],
    ['db_01', 'db_01'],
    ['10.0.0.7', '10.0.0.7'],
    ['10.0.0.7:9187', '10.0.0.7'],
    ['2001:db8::9', '2001:db8::9'],
    ['[2001:db8::9]', '2001:db8::9'],
    ['[2001:db8::9]:9187', '2001:db8::9'],
    ['2001:DB8:0:0:0:0:0:9', '2001:db8::9'],
    ['2001:0db8:0000:0000:0000:0000:0000:0009', '2001:db8::9'],
    ['2001:db8:0:0:0:0:0:9:9187', '2001:db8::9'],
    ['2001:db8::9:19187', '2001:db8::9'],
    // No port: nothing tells that it is not the last part of the address.
    ['2001:db8::9:9187', '2001:db8::9:9187'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['[::FFFF:10.0.0.7]:9187', '10.0.0.7'],
    ['::ffff:a00:7', '10.0.0.7'],
  ])('of %s is %s', (raw, host) => {
    expect(readHost(raw)).toBe(host);
  });

  it.each([
    '',
    ' ',
    '.',
    '-',
    '<!channel>',
    'a b',
    'db-01 ',
    'x;rm -rf /',
    '$(id)',
    'host\n',
    'db\u0000-01',
    'db-01\u200b',
    'db\u212a',
    '-leading',
    'a`b`',
    'a..b',
    'a.-b',
    'http://db-01:9187',
    '999.0.0.7',
    '010.0.0.7',
    'fe80::1%eth0',
    '[fe80::1%eth0]:9187',
    '[2001:db8::9',
    '[db-01]:9187',
    '[]:9187',
    '1:2:3',
    '2001:db8::9::1',
    'aa:bb:cc:dd:ee:ff',
    'a'.repeat(300),
    `${'a.'.repeat(150)}b`,
  ])('%j names no host', (raw) => {
    expect(readHost(raw)).toBeUndefined();
  });

  it('holds nothing that a shell or a query could take for more than a name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.domain(), fc.ipV4()), (raw) => {
        expect(readHost(raw) ?? 'none').toMatch(/^[a-z0-9_][a-z0-9_.:-]*$|^::/);
      }),
      { numRuns: 1000, seed: 20261124 },
    );
  });

  it('is the same in every form of one address', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 65_535 }), (parts, port) => {
        const padded = parts.map((part) => part.toString(16).padStart(4, '0')).join(':');
        const plain = parts
          .map((part) => part.toString(16))
          .join(':')
          .toUpperCase();
        const forms = [padded, plain, `[${plain}]`, `[${padded}]:${port}`, `${plain}:${port}`];
        const hosts = new Set(forms.map(readHost));
        const [host = ''] = hosts;

        expect(hosts.size).toBe(1);
        expect(readHost(host)).toBe(host);
        expect(shortHost(host)).toBe(host);
      }),
      { numRuns: 500, seed: 20261124 },
    );
  });

  it('has its first label for a short form, and an address has none', () => {
    expect(shortHost('db-01.dc1.example')).toBe('db-01');
    expect(shortHost('db-01')).toBe('db-01');
    expect(shortHost('10.0.0.7')).toBe('10.0.0.7');
    expect(shortHost('2001:db8::9')).toBe('2001:db8::9');
  });

  it('is taken from whichever name is the long form of the other', () => {
    expect(fuller('db-01', 'db-01.dc1')).toBe('db-01.dc1');
    expect(fuller('db-01', 'db-02.dc1')).toBe('db-01');
    expect(fuller('db-01.dc1', 'db-01.dc2')).toBe('db-01.dc1');
    expect(fuller('db-01', undefined)).toBe('db-01');
  });
});
