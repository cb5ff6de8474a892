import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { LoopbackServer } from '../../lab/scenario/loopback.ts';
import { replay, type Replay } from '../../lab/scenario/replay.ts';
import { readScenario } from '../../lab/scenario/scenario-file.ts';
import { scenarioStatus } from '../../lab/scenario/scenario-status.ts';
import type { Report } from '../../src/domain/report.ts';
import { SENT } from '../../src/sources/elasticsearch/bodies.ts';
import type { SearchName } from '../../src/sources/elasticsearch/searches.ts';
import { ADAPTERS, CLUSTERS, type Adapter } from '../support/adapters.ts';
import { passOn, startBreakingProxy } from '../support/breaking-proxy.ts';

jest.setTimeout(60_000);

type Answer = Readonly<Record<string, unknown>>;
type Change = (answer: Answer) => unknown;

/** Answers with HTTP 200 that leave something out, and how that is said. */
const INCOMPLETE: Readonly<Record<string, readonly [Change, reason: string, words: string]>> = {
  'a shard failed': [
    (answer) => ({ ...answer, _shards: { total: 5, successful: 3, skipped: 0, failed: 2 } }),
    'bad-response',
    '2 of 5 shards failed',
  ],
  'a shard failed, with a reason': [
    (answer) => ({
      ...answer,
      _shards: {
        total: 5,
        failed: 1,
        failures: [{ reason: { type: 'circuit_breaking_exception' } }],
      },
    }),
    'bad-response',
    '1 of 5 shards failed (circuit_breaking_exception)',
  ],
  'a shard has no copy that answers': [
    (answer) => ({ ...answer, _shards: { total: 5, successful: 4, skipped: 0, failed: 0 } }),
    'bad-response',
    '1 of 5 shards failed',
  ],
  'it was cut off by time': [
    (answer) => ({ ...answer, timed_out: true }),
    'bad-response',
    'cut off by its own time limit',
  ],
  'it ended early': [
    (answer) => ({ ...answer, terminated_early: true }),
    'bad-response',
    'ended before it had seen all documents',
  ],
  'a cluster was skipped': [
    (answer) => ({ ...answer, _clusters: { total: 2, successful: 1, skipped: 1 } }),
    'bad-response',
    '1 of 2 clusters did not answer in full',
  ],
  'a cluster answered in part': [
    (answer) => ({
      ...answer,
      _clusters: {
        total: 2,
        successful: 1,
        skipped: 0,
        partial: 1,
        failed: 0,
        details: {
          '(local)': { status: 'successful' },
          eu: { status: 'partial', timed_out: true },
        },
      },
    }),
    'bad-response',
    '1 of 2 clusters did not answer in full (eu partial)',
  ],
  'only the details tell of a cluster that failed': [
    (answer) => ({
      ...answer,
      _clusters: { total: 1, successful: 1, details: { eu: { status: 'failed' } } },
    }),
    'bad-response',
    '1 of 1 clusters did not answer in full (eu failed)',
  ],
  'it is an error': [
    () => ({ error: { type: 'search_phase_execution_exception', reason: 'all shards failed' } }),
    'bad-response',
    'all shards failed',
  ],
  'it is an error without words': [() => ({ error: null, status: 500 }), 'bad-response', 'refused'],
  'no index has this name': [
    (answer) => ({ ...answer, _shards: { total: 0, successful: 0, skipped: 0, failed: 0 } }),
    'no-data',
    'no index has this name',
  ],
  'there is no such index, in other words': [
    () => ({ error: { type: 'index_not_found_exception', reason: 'Index nicht gefunden' } }),
    'no-data',
    'Index nicht gefunden',
  ],
};

/** What is no sign of anything missing. */
const COMPLETE: Readonly<Record<string, Change>> = {
  'shards were skipped': (answer) => ({
    ...answer,
    _shards: { total: 5, successful: 5, skipped: 4, failed: 0 },
  }),
  'it was reduced in several phases': (answer) => ({ ...answer, num_reduce_phases: 4 }),
  'all clusters answered': (answer) => ({
    ...answer,
    _clusters: { total: 1, successful: 1, skipped: 0, details: { eu: { status: 'successful' } } },
  }),
};

interface Responses {
  readonly responses: readonly Answer[];
}
const changed = (body: string, change: (all: readonly Answer[]) => readonly unknown[]): string =>
  body.includes('"responses"')
    ? JSON.stringify({ responses: change((JSON.parse(body) as Responses).responses) })
    : body;

const open: (LoopbackServer | Adapter | Replay)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});

/** What the three that ask Elasticsearch say where this becomes of the answer to the first search. */
async function readingsOf(change: Change) {
  const names = Object.keys(ADAPTERS).filter((name) => name.startsWith('Elasticsearch'));
  const readings = names.map(async (name) => {
    const adapter = await ADAPTERS[name]?.();
    if (adapter === undefined) throw new Error('no adapter');
    const proxy = await startBreakingProxy(adapter.url, () =>
      passOn((body) => changed(body, ([first = {}, ...rest]) => [change(first), ...rest])),
    );
    open.push(proxy, adapter);
    return adapter.ask(proxy.url);
  });
  return (await Promise.all(readings)).flat();
}

describe('an answer of Elasticsearch', () => {
  it.each(Object.entries(INCOMPLETE))(
    'is none for a status, a fleet and the doctor alike where %s',
    async (_what, [change, reason, words]) => {
      const readings = await readingsOf(change);

      // One cluster, many, and the doctor.
      expect(readings).toHaveLength(1 + CLUSTERS.length + 1);
      expect(readings[0]).toMatchObject({
        kind: 'unavailable',
        reason,
        detail: expect.stringContaining(words) as unknown,
      });
      for (const reading of readings) expect(reading).toEqual(readings[0]);
    },
  );

  it.each(Object.entries(COMPLETE))('is one where %s', async (_what, change) => {
    for (const { kind } of await readingsOf(change)) expect(kind).toBe('measured');
  });

  it.each([
    ['one more', (all: readonly Answer[]) => [...all, ...all.slice(0, 1)]],
    ['none', () => []],
  ])('is none with %s than was asked for', async (_what, change) => {
    const adapter = await ADAPTERS['Elasticsearch of one cluster']?.();
    if (adapter === undefined) throw new Error('no adapter');
    const proxy = await startBreakingProxy(adapter.url, () =>
      passOn((body) => changed(body, change)),
    );
    open.push(proxy, adapter);

    expect(await adapter.ask(proxy.url)).toMatchObject([
      { kind: 'unavailable', reason: 'bad-response' },
    ]);
  });
});

/** The status of a healthy cluster where this becomes of the answer to one of the searches. */
async function statusWhere(name: SearchName, change: Change): Promise<Report> {
  const scenario = readScenario('healthy');
  const servers = await replay(scenario);
  const proxy = await startBreakingProxy(servers.elasticsearchUrl, () =>
    passOn((body) =>
      changed(body, (all) =>
        all.map((answer, index) => (SENT[index] === name ? change(answer) : answer)),
      ),
    ),
  );
  open.push(proxy, servers);
  return scenarioStatus(scenario, proxy.url, servers.prometheusUrl);
}

/** Behind which of the searches trouble could hide. */
const MAY_HIDE_TROUBLE: Readonly<Record<SearchName, boolean>> = {
  uploads: true,
  others: true,
  postgres: true,
  ended: true,
  firstTries: true,
  backups: true,
  rate: false,
  newest: false,
  pipeline: false,
};

describe('a search that was not answered in full', () => {
  const searches = SENT.flatMap((name) =>
    ['a shard failed', 'a cluster was skipped', 'it is an error', 'no index has this name'].map(
      (what) => ({ name, what, change: INCOMPLETE[what]?.[0] ?? ((answer: Answer) => answer) }),
    ),
  );

  it.each(searches)(
    'is named, and nothing hides behind it: $name, $what',
    async ({ name, change }) => {
      const { verdict, unavailable } = await statusWhere(name, change);

      expect(unavailable).toContainEqual(expect.objectContaining({ source: 'elasticsearch' }));
      expect({ name, severity: verdict.severity }).toEqual({
        name,
        severity: MAY_HIDE_TROUBLE[name] ? 'unknown' : 'ok',
      });
    },
  );

  it('may have left out hosts: then the one that is sought may ship all the same', async () => {
    const { snapshot, unavailable } = await statusWhere('pipeline', (answer) => {
      const { host0, ...rest } = answer['aggregations'] as Record<string, object>;
      return { ...answer, aggregations: { ...rest, host0: { ...host0, sum_other_doc_count: 7 } } };
    });

    expect(snapshot.uploadLog).toMatchObject({
      value: { pipeline: { value: { hostsLeftOut: true } } },
    });
    expect(unavailable).toContainEqual(
      expect.objectContaining({ source: 'elasticsearch', part: 'hosts that ship' }),
    );
  });
});

describe('a document', () => {
  const withFirst =
    (change: (fields: Readonly<Record<string, unknown>>) => object): Change =>
    (answer) => {
      const { hits } = answer['hits'] as { hits: readonly { fields: Record<string, unknown> }[] };
      const [first = { fields: {} }, ...rest] = hits;
      return { ...answer, hits: { hits: [{ ...first, fields: change(first.fields) }, ...rest] } };
    };
  const stamp = (value: unknown) => withFirst((fields) => ({ ...fields, '@timestamp': [value] }));

  it.each([
    -1e20,
    '-1e20',
    '',
    ' ',
    'yesterday',
    null,
    [],
    {},
    true,
    '0x10',
    9e18,
    '9223372036854775807',
  ])(
    'of the moment %j cannot be read: it is counted and named, and nothing is healthy',
    async (value) => {
      const { verdict, unavailable, snapshot } = await statusWhere('uploads', stamp(value));

      expect(verdict.severity).toBe('unknown');
      expect(unavailable).toContainEqual(
        expect.objectContaining({
          source: 'elasticsearch',
          part: 'documents',
          detail: expect.stringContaining('cannot be read: its @timestamp is no time') as unknown,
        }),
      );
      expect(snapshot.uploadLog).toMatchObject({ value: { unread: { count: 1 } } });
    },
  );

  it('that was found by its text and holds none cannot be read either', async () => {
    const without = withFirst(({ 'json.message': _text, ...fields }) => fields);

    const { verdict, unavailable } = await statusWhere('uploads', without);

    expect(verdict.severity).toBe('unknown');
    expect(unavailable).toContainEqual(
      expect.objectContaining({
        detail: expect.stringContaining('is no text: it is not there') as unknown,
      }),
    );
  });

  it('makes no hole where it is one of the sequence, but a sequence that was not read', async () => {
    const { verdict, unavailable } = await statusWhere('ended', stamp(-1e20));

    expect(verdict.severity).toBe('unknown');
    expect(unavailable).toContainEqual(
      expect.objectContaining({ source: 'elasticsearch', part: 'sequence of segments' }),
    );
  });

  it('is not alone: where none can be read there is no log', async () => {
    const all: Change = (answer) => {
      const { hits } = answer['hits'] as { hits: readonly { fields: object }[] };
      const broken = hits.map((hit) => ({
        ...hit,
        fields: { ...hit.fields, '@timestamp': [-1e20] },
      }));
      return { ...answer, hits: { hits: broken } };
    };

    const { snapshot } = await statusWhere('uploads', all);

    expect(snapshot.uploadLog).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringMatching(/(\d+) of \1 documents cannot be read/) as unknown,
    });
  });
});
