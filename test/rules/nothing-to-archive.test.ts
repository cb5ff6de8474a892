import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { nothingToArchive } from '../../src/rules/nothing-to-archive.ts';
import {
  completed,
  END_OF_LAST,
  healthySnapshot,
  metric,
  moments,
  PRIMARY,
  REPLICA,
  type Difference,
} from '../support/snapshot.ts';

const GONE = unavailable('no-data', 'no series');
const SIZE = 16 * 1024 * 1024;
const RIGHT_BEHIND = END_OF_LAST + 1000;

type Metrics = Difference['metrics'];

/** A server that has written nothing for an hour, but for one difference. */
const idle = (metrics: Metrics = {}, uploads = [completed(50 * MINUTE)]) =>
  nothingToArchive(
    healthySnapshot({
      log: { uploads },
      metrics: {
        lastArchive: GONE,
        pendingWal: metric({ [PRIMARY]: 0 }),
        walPosition: metric({ [PRIMARY]: RIGHT_BEHIND }),
        ...metrics,
      },
    }),
  );
/** So many bytes, all of them in the last minutes. */
const written = (bytes: number, position = RIGHT_BEHIND) =>
  metric({ [PRIMARY]: (ago) => position - (ago < 5 * MINUTE ? 0 : bytes) });

describe('an idle server', () => {
  it('is one that writes less than a segment, while nothing waits', () => {
    expect(idle()).toEqual({
      kind: 'proven',
      rule: 'nothing-to-archive',
      code: 'idle',
      headline:
        'nothing to archive: patroni-01 (primary) writes less than one segment of WAL, and none waits',
      evidence: [
        { from: 'metric', text: 'less than one segment was written in the last 15 min' },
        { from: 'metric', text: 'nothing waits (files that wait in archive_status)' },
      ],
    });
  });

  it('is one of whose archive nothing is known, by the count alone', () => {
    expect(idle({}, []).kind).toBe('proven');
  });

  it.each([
    ['almost a segment was written', written(SIZE - 1), 'proven'],
    ['a segment was written', written(SIZE), 'clear'],
  ])('is told by what was written: %s', (_situation, walPosition, kind) => {
    expect(idle({ walPosition }).kind).toBe(kind);
  });

  it('is none while one file waits', () => {
    expect(idle({ pendingWal: metric({ [PRIMARY]: 1 }) }).kind).toBe('clear');
  });

  it('is none where the archive is a segment behind, though no file waits: the command may store nothing', () => {
    expect(idle({ walPosition: metric({ [PRIMARY]: END_OF_LAST + SIZE }) }).kind).toBe('clear');
  });

  it.each([
    ['whether the position moves', { walPosition: GONE }],
    ['how much waits', { pendingWal: GONE, walPosition: written(0) }],
  ])('is not known without knowing %s', (_what, metrics) => {
    expect(idle(metrics, [])).toMatchObject({
      kind: 'unknown',
      reason: 'whether the WAL position moves, or how much waits, is not known',
    });
  });

  it('is not known where sources contradict each other', () => {
    expect(idle({ lastArchive: metric({ [PRIMARY]: moments(-HOUR) }) }).kind).toBe('unknown');
  });
});

describe('a cluster without a primary', () => {
  const replicas = (standby: boolean, replica = metric({ [PRIMARY]: 1, [REPLICA]: 1 })) =>
    nothingToArchive(
      healthySnapshot({ cluster: { standby }, log: { uploads: [] }, metrics: { replica } }),
    );

  it('has nothing of its own to archive if it follows another', () => {
    expect(replicas(true)).toEqual({
      kind: 'proven',
      rule: 'nothing-to-archive',
      code: 'idle',
      headline: 'nothing to archive: this standby cluster has no primary',
      evidence: [
        {
          from: 'configuration',
          text: 'a standby cluster without a primary archives nothing of its own',
        },
      ],
    });
  });

  it('is not idle if it follows none', () => {
    expect(replicas(false).kind).toBe('unknown');
  });

  it('is not known to be one where the roles cannot be read, or have only just changed', () => {
    expect(replicas(true, unavailable('timeout', 'no answer in time')).kind).toBe('unknown');
    expect(
      replicas(true, metric({ [PRIMARY]: (ago) => (ago > 30 * SECOND ? 0 : 1), [REPLICA]: 1 }))
        .kind,
    ).toBe('unknown');
  });
});

describe('a standby cluster whose leader archives, as with archive_mode=always', () => {
  const leader = (
    lastAgo: number | undefined,
    { waiting = 0, bytes = 2 * SIZE, replica = metric({ [PRIMARY]: 1, [REPLICA]: 1 }) } = {},
  ) =>
    nothingToArchive(
      healthySnapshot({
        cluster: { standby: true },
        log: { uploads: lastAgo === undefined ? [] : [completed(lastAgo)] },
        metrics: {
          replica,
          lastArchive: GONE,
          pendingWal: metric({ [PRIMARY]: waiting }),
          walPosition: written(bytes),
        },
      }),
    );

  it('is not said to archive nothing', () => {
    expect(leader(MINUTE)).toMatchObject({
      kind: 'proven',
      headline:
        'this standby cluster has no primary; patroni-01, a replica, archives: its last upload in the log ended 60 s ago',
    });
  });

  it.each([
    [
      'files wait',
      leader(20 * MINUTE, { waiting: 3 }),
      '3 files wait to be archived on patroni-01, a replica, and its last upload in the log ended 20 min ago',
    ],
    [
      'files wait, and of no upload is anything known',
      leader(undefined, { waiting: 1 }),
      '1 file waits to be archived on patroni-01, a replica, and no upload of it is known',
    ],
    [
      'a segment was received, which the command may not have stored',
      leader(20 * MINUTE),
      'patroni-01, a replica, archived, and its last upload in the log ended 20 min ago',
    ],
  ])('is not idle once it completes nothing, and %s', (_what, decision, reason) => {
    expect(decision).toMatchObject({ kind: 'unknown', reason });
  });

  it('is idle while it receives less than a segment', () => {
    expect(leader(20 * MINUTE, { bytes: SIZE - 1 }).kind).toBe('proven');
  });

  it('is idle where its uploads are those of a primary that it was', () => {
    const demoted = metric({ [PRIMARY]: (ago) => (ago > 15 * MINUTE ? 0 : 1), [REPLICA]: 1 });
    expect(leader(20 * MINUTE, { replica: demoted })).toMatchObject({
      kind: 'proven',
      headline: 'nothing to archive: this standby cluster has no primary',
    });
  });
});
