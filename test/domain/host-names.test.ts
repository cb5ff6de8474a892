import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hostNames } from '../../src/domain/host-names.ts';

const label = fc.constantFrom('db-01', 'db-02', 'dc1', 'dc2', 'example', 'x7');
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const address = fc.constantFrom('10.0.0.7', '10.0.0.8', '2001:db8::7', '2001:db8::8');
const names = fc.uniqueArray(fc.oneof({ weight: 5, arbitrary: name }, address), { maxLength: 8 });

const isShort = (host: string): boolean => /^[^.]+$/.test(host);
const isAddress = (host: string): boolean => host.includes(':') || /^\d+\./.test(host);
const shortOf = (host: string): string => host.split('.')[0] ?? '';

const RUNS = { numRuns: 2000, seed: 20261124 };

describe('the names of the hosts of a cluster', () => {
  it('of different full names are never the same', () => {
    fc.assert(
      fc.property(names, (hosts) => {
        const { nameOf } = hostNames(hosts);
        const full = hosts.filter((host) => !isShort(host) || isAddress(host));

        expect(new Set(full.map(nameOf)).size).toBe(full.length);
      }),
      RUNS,
    );
  });

  it('are short unless two hosts would have the same', () => {
    fc.assert(
      fc.property(names, (hosts) => {
        const { nameOf } = hostNames(hosts);
        for (const host of hosts.filter((one) => !isShort(one) && !isAddress(one))) {
          const collide = hosts.some(
            (other) => other !== host && !isShort(other) && shortOf(other) === shortOf(host),
          );
          expect(nameOf(host)).toBe(collide ? host : shortOf(host));
        }
      }),
      RUNS,
    );
  });

  it('are shared by a short name and its only full one; of several it may be any', () => {
    const domains = fc.uniqueArray(fc.constantFrom('dc1', 'dc2', 'dc1.example', 'x'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(domains, names, (of, others) => {
        const full = of.map((domain) => `pg-9.${domain}`);
        const { nameOf, fullNameOf, mayBe } = hostNames(['pg-9', ...full, ...others]);
        const [only = '', ...more] = full;
        const isOne = more.length === 0;

        expect(mayBe('pg-9')).toEqual(isOne ? [] : [...full].sort());
        expect(fullNameOf('pg-9')).toBe(isOne ? only : 'pg-9');
        expect(full.map(nameOf).includes(nameOf('pg-9'))).toBe(isOne);
      }),
      RUNS,
    );
  });

  it('stay what they are when they are given again', () => {
    fc.assert(
      fc.property(names, (hosts) => {
        const once = hosts.map(hostNames(hosts).nameOf);

        expect(once.map(hostNames(once).nameOf)).toEqual(once);
      }),
      RUNS,
    );
  });
});
