import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { archiverOf } from '../../src/facts/archiver.ts';
import {
  completed,
  failure,
  healthySnapshot,
  open,
  PRIMARY,
  REPLICA,
  type LogParts,
} from '../support/snapshot.ts';
import { MINUTE, SECOND } from '../support/time.ts';

describe('what a host archives with', () => {
  const by = (log: Partial<LogParts>) => archiverOf(healthySnapshot({ log }), PRIMARY);
  const old = completed(5 * MINUTE, { archiver: 'wal-e' });

  it('is what the newest of its records is of: an upload, its begin, or a failure', () => {
    expect(by({ uploads: [completed(MINUTE, { archiver: 'wal-g' }), old] })).toBe('wal-g');
    expect(by({ uploads: [old, open(MINUTE, { archiver: 'wal-g' })] })).toBe('wal-g');
    expect(by({ uploads: [old], failures: [failure(MINUTE, { archiver: 'pgbackrest' })] })).toBe(
      'pgbackrest',
    );
    expect(
      by({ uploads: [old], failures: [failure(6 * MINUTE, { archiver: 'pgbackrest' })] }),
    ).toBe('wal-e');
  });

  it('is not what another host’s are of, nor told by those that do not say', () => {
    const others = [
      completed(SECOND, { archiver: 'wal-g', host: REPLICA }),
      completed(SECOND, { archiver: undefined }),
    ];
    const failures = [
      failure(SECOND, { archiver: 'wal-g', host: REPLICA }),
      failure(SECOND, { archiver: undefined }),
    ];

    expect(by({ uploads: [old, ...others], failures })).toBe('wal-e');
  });

  it('is what the configuration says where no record does', () => {
    expect(by({ uploads: [completed(SECOND)], archiver: 'barman' })).toBe('barman');
    expect(by({ uploads: [old], archiver: 'barman' })).toBe('wal-e');
    expect(by({ uploads: [] })).toBeUndefined();
  });

  it('is not known without a log', () => {
    const uploadLog = unavailable('timeout', 'no answer in time');

    expect(archiverOf(healthySnapshot({ uploadLog }), PRIMARY)).toBeUndefined();
  });
});
