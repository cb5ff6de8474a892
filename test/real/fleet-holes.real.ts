import { expect, it } from '@jest/globals';
import { pushLines } from '../../lab/scenario/archiver-records.ts';
import type { LogDocument } from '../../lab/scenario/log-documents.ts';
import { fillLogIndex } from '../../lab/scenario/log-index.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';
import { createElasticsearch } from '../../src/sources/elasticsearch/source.ts';
import { createAskFleet } from '../../src/use-cases/ask-fleet.ts';
import { FACTS } from '../support/ask-source.ts';
import { realElasticsearch } from '../support/real-elasticsearch.ts';
import { segmentName } from '../support/segment-name.ts';
import { healthySnapshot, metric, moments, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';

const elasticsearchUrl = realElasticsearch();

/** A segment every twenty seconds for six hours: of a dozen clusters the newest hundred reach back half an hour. */
const EVERY = 20 * SECOND;
const COUNT = (6 * HOUR) / EVERY;
const FIRST = 0x1234_00f0;
const nameOf = (index: number): string => segmentName(5, FIRST + index);
const hoursAgo = (hours: number): number => COUNT - (hours * HOUR) / EVERY;

interface Told {
  readonly lost?: number;
  readonly twice?: number;
  /** After which a base backup left its file. */
  readonly backup?: number;
}
const LOST = hoursAgo(5);
const CLUSTERS: Readonly<Record<string, Told>> = {
  ...Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`whole-${index}`, {}])),
  backup: { backup: hoursAgo(4) },
  hole: { lost: LOST },
  'hole-backup': { lost: LOST, backup: hoursAgo(5.5) },
  hidden: { lost: LOST, twice: hoursAgo(3) },
  twice: { twice: hoursAgo(3) },
};

const documentsOf = ([type, { lost, twice, backup }]: [string, Told]): LogDocument[] =>
  Array.from({ length: COUNT }, (_, index) => index).flatMap((index) => {
    if (index === lost) return [];
    const end = NOON - 5 * SECOND - (COUNT - 1 - index) * EVERY;
    const linesOf = (file: string) =>
      pushLines(
        { archiver: 'wal-e', host: PRIMARY, pid: 1000 + index, file, begin: end - 100, end },
        'complete',
      );
    return [
      ...linesOf(nameOf(index)),
      ...(index === twice ? linesOf(nameOf(index)) : []),
      ...(index === backup ? linesOf(`${nameOf(index)}.00000028.backup`) : []),
    ].map(({ at, text }) => ({
      '@timestamp': new Date(at + SECOND).toISOString(),
      json: { tag: 'db.wale', hostname: PRIMARY, type, message: text },
    }));
  });

it('sees a hole of hours ago among many clusters, by counting first', async () => {
  await fillLogIndex(elasticsearchUrl(), Object.entries(CLUSTERS).flatMap(documentsOf));
  const config = loadConfig({
    env: { ELASTICSEARCH_URL: elasticsearchUrl() },
    readFile: () => 'elasticsearch: { archiver: wal-e, timeout: 60s }',
  });
  const settings = config.clusters.get('main')?.elasticsearch;
  if (settings === undefined) throw new Error('not configured');
  const names = Object.keys(CLUSTERS);
  const healthy = healthySnapshot({
    metrics: {
      replica: metric({ [PRIMARY]: 0, [REPLICA]: 1 }),
      lastArchive: metric({ [PRIMARY]: moments(5 * SECOND) }),
      walPosition: unavailable('no-data', 'no series'),
    },
  });
  const examine = () => Promise.reject(new Error('nobody examines here'));
  const ofAll = <T>(all: readonly string[], evidence: T) =>
    Promise.resolve(new Map(all.map((name) => [name, evidence])));
  const ask = createAskFleet(
    names.map((name) => ({ ...healthy.cluster, name })),
    {
      log: createElasticsearch(
        new Map(names.map((name) => [name, { ...settings, filter: { 'json.type': name } }])),
        FACTS,
      ),
      metrics: {
        read: (all) => ofAll(all, { metrics: healthy.metrics, clockSkewMs: 0 }),
        examine,
      },
      patroni: { read: (all) => ofAll(all, { patroni: healthy.patroni }), examine },
    },
    120_000,
    () => NOON,
  );

  const { reports } = await ask({ at: NOON });

  const verdicts = Object.fromEntries(
    reports.map(({ snapshot, verdict }) => [snapshot.cluster.name, verdict]),
  );
  const BY_COUNT = expect.stringMatching(
    /; holes were looked for in the last 3[34] min only, and by count in the last (?:5 h 59 min|6 h)$/,
  );
  for (const name of [...names.filter((one) => one.startsWith('whole')), 'backup', 'hidden']) {
    // What a second push hides is claimed by nobody.
    expect({ name, ...verdicts[name] }).toMatchObject({
      name,
      code: 'healthy',
      headline: BY_COUNT,
    });
  }
  for (const name of ['hole', 'hole-backup']) {
    expect({ name, ...verdicts[name] }).toMatchObject({
      name,
      code: 'wal-gap',
      severity: 'critical',
      headline: expect.stringContaining(nameOf(LOST)),
    });
  }
  expect(verdicts['twice']).toMatchObject({
    code: 'healthy',
    headline: expect.not.stringContaining('holes were looked for'),
  });
}, 300_000);
