import { describe, expect, it } from '@jest/globals';
import type { Question, Sources } from '../../src/domain/contracts.ts';
import { unavailable, type Unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { EarlierCount } from '../../src/domain/upload-log.ts';
import { lookFurther } from '../../src/use-cases/look-further.ts';
import { verdictOf } from '../support/verdict.ts';
import { completed, healthySnapshot, NOON } from '../support/snapshot.ts';

const AT_ONCE: Question = { at: NOON, historic: false, signal: new AbortController().signal };
const LACK = { part: 'earlier segments', detail: 'ask for this one alone' } as const;

const named = (snapshot: Snapshot, name: string): Snapshot => ({
  ...snapshot,
  cluster: { ...snapshot.cluster, name },
});

/** Of many at once: twenty minutes were looked at by name, a day was counted. */
const first = (name: string, kind: EarlierCount['kind'] | undefined): Snapshot =>
  named(
    healthySnapshot({
      log: {
        ended: {
          from: NOON - 20 * MINUTE,
          uploads: [completed(20_000)],
          ...(kind === undefined ? {} : { earlierCount: { kind, from: NOON - 20 * HOUR } }),
        },
        unreadParts: [LACK],
      },
    }),
    name,
  );

/** Sources that say of each what a status would, and who was asked for. */
function asIfAlone(over: Partial<Record<'log' | 'metrics', Unavailable>> = {}) {
  const asked: { names: readonly string[]; at: number }[] = [];
  const alone = healthySnapshot();
  const examine = () => Promise.reject(new Error('nobody examines here'));
  const of = <T>(names: readonly string[], evidence: T) =>
    Promise.resolve(new Map(names.map((name) => [name, evidence])));
  const metrics =
    over.metrics === undefined ? alone.metrics : { ...alone.metrics, replica: over.metrics };
  const sources: Sources = {
    log: {
      read: (names, { at }) => {
        asked.push({ names, at });
        return of(names, {
          uploadLog: over.log ?? alone.uploadLog,
          uploadLogSource: 'elasticsearch',
        });
      },
      examine,
    },
    metrics: { read: (names) => of(names, { metrics, clockSkewMs: 0 }), examine },
    patroni: { read: (names) => of(names, { patroni: alone.patroni }), examine },
  };
  return { sources, asked };
}

const later = () => NOON + MINUTE;

describe('a look further back at some of many clusters', () => {
  it('is at those of whom fewer completed first, at ten at most, in the order of their names', async () => {
    const { sources, asked } = asIfAlone();
    const kinds = ['unclear', 'fewer', 'as-many', undefined] as const;
    const names = Array.from({ length: 28 }, (_, index) => String(28 - index).padStart(2, '0'));

    const all = await lookFurther(
      sources,
      names.map((name, index) => first(name, kinds[index % 4])),
      AT_ONCE,
      later,
    );

    // 28, 24, 20 … are unclear, and 27, 23, 19 … fewer.
    const fewer = ['03', '07', '11', '15', '19', '23', '27'];
    expect(asked).toEqual([{ names: [...fewer, '04', '08', '12'], at: NOON + MINUTE }]);
    expect(all.map(({ cluster }) => cluster.name)).toEqual(names);
    const words = new Map(
      all.map((snapshot) => [snapshot.cluster.name, verdictOf(snapshot).headline]),
    );
    expect(words.get('03')).not.toContain('holes were looked for');
    expect(words.get('16')).toMatch(
      /; holes were looked for in the last 20 min only, and a count of uploads in the last 20 h does not tell of the rest$/,
    );
    expect(words.get('02')).toMatch(
      /; holes were looked for in the last 20 min only, and by count in the last 20 h$/,
    );
    expect(words.get('01')).toMatch(/; holes were looked for in the last 20 min only$/);
  });

  it('is at nobody where nothing was counted, or as many as there are', async () => {
    const { sources, asked } = asIfAlone();
    const snapshots = [first('a', 'as-many'), first('b', undefined)];

    expect(await lookFurther(sources, snapshots, AT_ONCE, later)).toBe(snapshots);
    expect(asked).toEqual([]);
  });

  it.each(['log', 'metrics'] as const)(
    'that fails (%s) takes nothing away, and is told',
    async (source) => {
      const { sources } = asIfAlone({ [source]: unavailable('timeout', 'no answer in time') });
      const snapshot = first('a', 'fewer');

      const [again] = await lookFurther(sources, [snapshot], AT_ONCE, later);

      expect(again).toMatchObject({ at: snapshot.at, metrics: snapshot.metrics });
      expect(again?.uploadLog).toMatchObject({
        value: {
          unreadParts: [
            {
              part: 'earlier segments',
              detail:
                'ask for this one alone (asked for alone, it could not be read: no answer in time)',
            },
          ],
        },
      });
      expect(again === undefined ? '' : verdictOf(again).headline).toMatch(
        /in the last 20 min only, and fewer uploads completed in the last 20 h than there are segments$/,
      );
    },
  );

  it('of a past moment is at that moment', async () => {
    const { sources, asked } = asIfAlone();

    await lookFurther(sources, [first('a', 'fewer')], { ...AT_ONCE, historic: true }, later);

    expect(asked).toEqual([{ names: ['a'], at: NOON }]);
  });
});
