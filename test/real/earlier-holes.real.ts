import { expect, it } from '@jest/globals';
import { pushLines } from '../../lab/scenario/archiver-records.ts';
import type { LogDocument } from '../../lab/scenario/log-documents.ts';
import { fillLogIndex } from '../../lab/scenario/log-index.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Archiver } from '../../src/domain/archiver.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { askElasticsearch } from '../support/ask-source.ts';
import { realElasticsearch } from '../support/real-elasticsearch.ts';
import { segmentName } from '../support/segment-name.ts';
import { healthySnapshot, metric, moments, NOON, PRIMARY, REPLICA } from '../support/snapshot.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';

const elasticsearchUrl = realElasticsearch();

/** Four segments a second for an hour: the newest thousand records reach back four minutes. */
const COUNT = 4 * 60 * 60;
const FIRST = 0x1234_00f0;
const nameOf = (index: number): string => segmentName(5, FIRST + index);
/** What was lost, or pushed twice, so many segments ago. */
const ago = (minutes: number): number => COUNT - minutes * 60 * 4;

function documents(
  archiver: Archiver,
  lost: ReadonlySet<number>,
  twice: ReadonlySet<number>,
): LogDocument[] {
  return Array.from({ length: COUNT }, (_, index) => index).flatMap((index) => {
    if (lost.has(index)) return [];
    const end = NOON - 5 * SECOND - (COUNT - 1 - index) * 250;
    const push = { archiver, host: PRIMARY, pid: 1000 + index, file: nameOf(index) };
    const lines = pushLines({ ...push, begin: end - 100, end }, 'complete');
    return [...lines, ...(twice.has(index) ? lines : [])].map(({ at, text }) => ({
      '@timestamp': new Date(at + SECOND).toISOString(),
      json: { tag: 'db.wale', hostname: PRIMARY, type: 'patroni', message: text },
    }));
  });
}

async function sequenceOf(archiver: Archiver, lost: readonly number[], twice: readonly number[]) {
  await fillLogIndex(elasticsearchUrl(), documents(archiver, new Set(lost), new Set(twice)));
  const config = loadConfig({
    env: { ELASTICSEARCH_URL: elasticsearchUrl() },
    readFile: () => `elasticsearch: { archiver: ${archiver} }`,
  });
  const settings = config.clusters.get('main')?.elasticsearch;
  if (settings === undefined) throw new Error('not configured');
  const uploadLog = await askElasticsearch({ ...settings, timeoutMs: 60_000 })({
    at: NOON,
    historic: true,
    signal: AbortSignal.timeout(120_000),
  });
  const metrics = {
    replica: metric({ [PRIMARY]: 0, [REPLICA]: 1 }),
    lastArchive: metric({ [PRIMARY]: moments(5 * SECOND) }),
    walPosition: unavailable('no-data', 'no series'),
  };
  const report = reportStatus(healthySnapshot({ uploadLog, metrics }), 0);
  const { walSequence } = report.overview;
  return { walSequence, verdict: report.verdict, unavailable: report.unavailable };
}

const ARCHIVERS = ['wal-e', 'wal-g', 'pgbackrest', 'barman'] as const;

it.each(ARCHIVERS)(
  'sees that nothing is missing in an hour of 14,400 uploads of %s',
  async (archiver) => {
    const { walSequence, verdict } = await sequenceOf(archiver, [], []);

    expect(walSequence).toMatchObject({ missing: 0, notSeenBefore: undefined, segments: COUNT });
    // Of the first 64, a quarter of a minute of them, what is not there may have completed before the look-back.
    expect((walSequence?.since ?? 0) - (NOON - HOUR)).toBeLessThanOrEqual(16 * SECOND);
    expect(verdict.severity).toBe('ok');
  },
  120_000,
);

it.each(ARCHIVERS)(
  'sees a segment of %s that was lost twenty minutes ago',
  async (archiver) => {
    const { walSequence, verdict } = await sequenceOf(archiver, [ago(20)], []);

    expect(walSequence).toMatchObject({ missing: 1, segments: COUNT - 1 });
    expect(verdict.code).toBe('wal-gap');
    expect(verdict.headline).toContain(nameOf(ago(20)));
  },
  120_000,
);

/** The newest thousand begin four minutes ago, and what lacks in their first five may have completed before. */
it.each([3.2, 3.5, 3.8, 4, 4.2, 5])(
  'sees a segment that was lost %s minutes ago, of an archiver that logs no begin',
  async (minutes) => {
    const { verdict } = await sequenceOf('wal-g', [ago(minutes)], []);

    expect(verdict.code).toBe('wal-gap');
    expect(verdict.headline).toContain(nameOf(ago(minutes)));
  },
  120_000,
);

it.each([
  ['beside it', ago(30) + 1],
  ['in the same row', ago(30) + 3],
  ['far away', ago(50)],
])(
  'sees one that is missing although another, %s, was pushed twice',
  async (_where, twice) => {
    const { verdict } = await sequenceOf('wal-e', [ago(30)], [twice]);

    expect(verdict.severity).not.toBe('ok');
  },
  120_000,
);

it('sees one that was pushed twice as no hole', async () => {
  const { walSequence, verdict } = await sequenceOf('wal-e', [], [ago(10), ago(30)]);

  expect(walSequence).toMatchObject({ missing: 0, segments: COUNT });
  expect(verdict.severity).toBe('ok');
}, 120_000);

it('sees a thousand that are missing in a row', async () => {
  const lost = Array.from({ length: 1000 }, (_, index) => ago(40) + index);

  const { walSequence, verdict } = await sequenceOf('wal-e', lost, []);

  expect(walSequence).toMatchObject({ missing: 1000 });
  expect(verdict.code).toBe('wal-gap');
}, 120_000);
