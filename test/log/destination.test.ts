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

  it.each(['03-push-sync-ok.console.log', '07-push-async-ok.main-archive-push-async.log'])(
    'stands in the begin of a command of pgBackRest, with what the command logs later: %s',
    (name) => {
      expect(destinations(fixture(`pgbackrest/${name}`))).toEqual(['main']);
    },
  );

  it('is of pgBackRest what does not depend on the host that looks at it', () => {
    const push = (options: string): string =>
      `2026-11-24 01:49:54.393 P00   INFO: archive-push command begin 2.50: [pg_wal/00000001000000000000000A] --exec-id=90-1a --pg1-path=/var/lib/postgresql/16 ${options} --stanza=db`;

    expect(destinations(push('--repo1-host=backup'))).toEqual(['db']);
    expect(destinations(push('--repo1-path=/srv/pgbackrest'))).toEqual(['db']);
    expect(
      destinations(push('--repo1-path=/a --repo1-s3-bucket=wal --repo1-s3-key=<redacted>')),
    ).toEqual(['wal /a db']);
    expect(destinations(push('--repo1-gcs-bucket=wal'))).toEqual(['wal /var/lib/pgbackrest db']);
  });
});
