import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

// The words of the main verdicts, as literals: a change of one is a change of what people read at 3 a.m. The scenarios
// hold message.txt to what is really rendered.
const CARDS: readonly (readonly [scenario: string, first: string, second: string])[] = [
  [
    'upload-stuck',
    '🔴 CRITICAL main: a WAL upload is stuck',
    'An upload from patroni-01-db-lab is stuck: 000000010000000000000013 began 7 min ago and has not ended',
  ],
  [
    'upload-failing-credentials',
    '🔴 CRITICAL main: WAL uploads are failing',
    'Uploads from patroni-01-db-lab are failing: the store refuses the credentials',
  ],
  [
    'healthy',
    '✅ OK main: WAL archiving is healthy',
    'Last upload 6 s ago from patroni-01-db-lab (primary)',
  ],
  [
    'idle',
    '✅ OK main: nothing to archive',
    'patroni-01-db-lab (primary) writes less than one segment of WAL, and none waits',
  ],
  [
    'hole-lost',
    '🔴 CRITICAL main: WAL is missing from the archive',
    '20 segments of WAL were not uploaded: 00000005000000100000003D–50; recovery cannot go past them',
  ],
  [
    'backlog-growing-trend',
    '⚠️ WARNING main: WAL is piling up',
    '35 WAL segments are waiting on patroni-01-db-lab and the backlog is growing; the last upload was 30 s ago',
  ],
  [
    'several-primaries',
    '🔴 CRITICAL main: more than one primary',
    'There are 2 primaries: patroni-01-db-lab and patroni-02-db-lab',
  ],
  [
    'metrics-stale',
    '⚠️ WARNING main: WAL is archived, but the metric is wrong',
    'WAL is archived (last upload 6 s ago from patroni-01-db-lab), but the metric still says 40 min ago: a false page, probably mtail',
  ],
  [
    'log-shipping-missing',
    '⚠️ WARNING main: WAL is archived, but its logs do not arrive',
    'Uploads complete (the last 20 s ago from patroni-01-db-lab), but their log lines do not arrive: no line with this tag in the last 24 h…',
  ],
  [
    'no-primary',
    '🔴 CRITICAL main: no primary',
    'There is no primary: patroni-01-db-lab, patroni-02-db-lab and patroni-03-db-lab are all replicas',
  ],
  [
    'both-down',
    '❔ UNKNOWN main: cannot tell whether WAL is archived',
    'Could not read Elasticsearch (connection refused) and Prometheus (no answer in time)',
  ],
  [
    'base-backup-late',
    '⚠️ WARNING main: the base backup is overdue',
    'The last base backup succeeded 40 h ago, and one is due every 30 h; WAL archiving is healthy: last upload 15 s ago from patroni-01-db-lab…',
  ],
  [
    'wal-disk-full',
    '🔴 CRITICAL main: the WAL disk is full',
    'The disk of pg_wal on patroni-01-db-lab is full: PostgreSQL stops when it needs another segment',
  ],
  [
    'wrong-host',
    '🔴 CRITICAL main: the wrong server archives WAL',
    'patroni-03-db-lab archives the current timeline, but the primary is patroni-01-db-lab',
  ],
  [
    'archiver-not-running',
    '🔴 CRITICAL main: WAL archiving has stopped',
    'patroni-01-db-lab writes WAL but archives none: no upload has begun for 19 min',
  ],
  [
    'base-backup-failed',
    '⚠️ WARNING main: the last base backup failed',
    'The last base backup (patroni), which began 12 h ago, failed; the last that succeeded is 22 h old; WAL archiving is healthy: last upload…',
  ],
];

describe('the first two lines of a card', () => {
  it.each(CARDS)('of %s', (scenario, first, second) => {
    const [, card = ''] = readFileSync(`test/scenarios/${scenario}/message.txt`, 'utf8').split(
      '\n\n',
    );

    expect(card.split('\n').slice(0, 2)).toEqual([first, second]);
  });
});
