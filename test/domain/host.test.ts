import { describe, expect, it } from '@jest/globals';
import { canonicalHost } from '../../src/domain/host.ts';

describe('the canonical host', () => {
  it.each([
    ['patroni-04-db-gprd', 'patroni-04-db-gprd'],
    ['patroni-04-db-gprd.c.gitlab-production.internal', 'patroni-04-db-gprd'],
    ['patroni-04-db-gprd.c.gitlab-production.internal:9187', 'patroni-04-db-gprd'],
    ['10.0.0.7:9187', '10.0.0.7'],
  ])('of %s is %s', (raw, host) => {
    expect(canonicalHost(raw)).toBe(host);
  });

  it.each(['', '<!channel>', 'a b', 'x;rm -rf /', '$(id)', 'host\n', '-leading', 'a`b`'])(
    '%j names no host',
    (raw) => {
      expect(canonicalHost(raw)).toBeUndefined();
    },
  );
});
