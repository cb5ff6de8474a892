import { describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '../../src/domain/time.ts';
import { postgresSaysOtherwise } from '../../src/rules/postgres-says-otherwise.ts';
import { healthySnapshot, NOON, PRIMARY } from '../support/snapshot.ts';

const answer = (files: number | undefined) =>
  postgresSaysOtherwise(healthySnapshot(), {
    host: PRIMARY,
    archiver: 'wal-e',
    byPostgres: NOON - 30 * SECOND,
    files,
    silence: 40 * MINUTE,
    log: {
      evidence: [{ from: 'log', text: 'other lines arrive' }],
      nextSteps: [{ text: 'see whether the log lacks them' }],
    },
  });

describe('successes that PostgreSQL alone counts', () => {
  it('are neither healthy nor a failure: only a look into the store tells', () => {
    expect(answer(0)).toMatchObject({
      kind: 'problem',
      code: 'cannot-tell',
      severity: 'unknown',
      headline:
        'no upload from patroni-01 in the log for 40 min, yet PostgreSQL says it archived a segment 30 s ago: a monitoring fault or a silent drop',
      nextSteps: [
        {
          text: 'look into the store for the newest segment: if it is there, only the log is missing; if not, archive_command says success without storing',
        },
        { host: PRIMARY },
        { host: PRIMARY },
        { host: PRIMARY },
        { text: 'see whether the log lacks them' },
        {
          text: 'only if archive_command stored nothing, and once it is repaired: take a base backup, which reads the whole database. The WAL in between is not in the archive',
        },
      ],
    });
  });

  it.each<[files: number | undefined, words: readonly string[]]>([
    [undefined, []],
    [0, ['0 files wait in archive_status']],
    [1, ['1 file waits in archive_status']],
  ])('are told with what waits, if that is counted: %s', (files, words) => {
    expect(answer(files)).toMatchObject({
      evidence: [
        { from: 'metric', text: 'pg_stat_archiver counted the last success 30 s ago' },
        ...words.map((text) => ({ from: 'metric', text })),
        { from: 'log', text: 'other lines arrive' },
      ],
    });
  });
});
