import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readLog } from '../support/read-log.ts';

const destinations = (text: string): (string | undefined)[] => [
  ...new Set(readLog(text).uploads.map(({ destination }) => destination)),
];
const fixture = (name: string): string => readFileSync(`test/fixtures/${name}`, 'utf8');

describe('where an upload goes', () => {
  it.each(readdirSync('test/fixtures/wal-e').filter((name) => name.startsWith('01-push-ok')))(
    'stands in what WAL-E says: %s',
    (name) => {
      expect(destinations(fixture(`wal-e/${name}`))).toEqual(['file://localhost/srv/wal-archive']);
    },
  );

  it('is no more than a folder in the store, whatever the key holds', () => {
    const push = (key: string): string =>
      `wal_e.worker.upload INFO     MSG: completed archiving to a file#012        STRUCTURED: time=2026-11-24T01:49:54.393739-00 pid=9053 action=push-wal key=${key} prefix=a/ rate=3 seg=00000001000000000000000A state=complete`;
    const place = '/wal_005/00000001000000000000000A.lzo';

    expect(destinations(push(`s3://bucket/my cluster${place}`))).toEqual([
      's3://bucket/my cluster',
    ]);
    expect(destinations(push(`s3://bucket/${'x'.repeat(5000)}${place}`))).toEqual([undefined]);
    expect(destinations(push('s3://bucket/00000001000000000000000A.lzo'))).toEqual([undefined]);
  });

  it('stands in the begin of a command of pgBackRest, with what the command logs later', () => {
    expect(destinations(fixture('pgbackrest/03-push-sync-ok.console.log'))).toEqual([
      '/srv/pgbackrest main',
    ]);
    expect(
      destinations(fixture('pgbackrest/07-push-async-ok.main-archive-push-async.log')),
    ).toEqual(['/srv/pgbackrest main']);
  });
});
