import { describe, expect, it } from '@jest/globals';
import type { PipelineReport } from '../../../src/domain/pipeline-report.ts';
import type { Report } from '../../../src/domain/report.ts';
import { KUBERNETES } from '../../../src/domain/site.ts';
import { MINUTE } from '../../../src/domain/time.ts';
import { reportStatus } from '../../../src/report/report-status.ts';
import type { ThreadRecord } from '../../../src/threads/record/thread-record.ts';
import { DEFAULT_WATCH } from '../../../src/threads/record/watch-settings.ts';
import {
  lookFor,
  replyOf,
  withLook,
  type Look,
  type WatchedCluster,
} from '../../../src/threads/tend/look.ts';
import { healthySnapshot, NOON } from '../../support/snapshot.ts';
import { aRecord } from '../../support/thread-store-contract.ts';

const report = () => reportStatus(healthySnapshot(), 5);
const blind: PipelineReport = {
  at: NOON,
  clusters: 2,
  troubles: [
    { kind: 'source-lost', source: 'elasticsearch', reason: 'timeout', clusters: ['main', 'ci'] },
  ],
  blind: ['main'],
  verdict: {
    code: 'cannot-tell',
    severity: 'unknown',
    headline: 'Elasticsearch does not answer',
  },
};
const bug = new Error('a bug');
const fails = () => Promise.reject(bug);
const links = { runbook: 'https://runbooks.example/wal' };

/** What a look comes to, and which faults were taken down. */
async function lookOf(
  record: Partial<ThreadRecord>,
  ask: () => Promise<Report> = () => Promise.resolve(report()),
  askPipeline: () => Promise<PipelineReport> = () => Promise.resolve(blind),
  more: Partial<WatchedCluster> = {},
) {
  const faults: unknown[] = [];
  const look = await lookFor(
    { ...aRecord(), cluster: undefined, ...record },
    new Map<string, WatchedCluster>([
      ['ci', { ask: fails, links: {} }],
      ['main', { ask, links, ...more }],
    ]),
    askPipeline,
    (fault) => {
      faults.push(fault);
      return 'k3j9';
    },
  );
  return { look, faults };
}
const commands = (look: Look): string =>
  look.kind === 'failed'
    ? look.failure.nextSteps.map((step) => ('command' in step ? step.command : '')).join('\n')
    : '';

describe('a look at what a thread is about', () => {
  it('asks of the cluster alone that the thread is about, and has its links', async () => {
    const { look, faults } = await lookOf({ cluster: 'main' });

    expect(look).toMatchObject({ kind: 'report', links, report: { verdict: { severity: 'ok' } } });
    expect(faults).toEqual([]);
  });

  it('asks how Wale sees where the thread is about that, and of no cluster', async () => {
    const { look } = await lookOf({ about: 'pipeline' }, fails);

    expect(look).toEqual({ kind: 'pipeline', report: blind });
  });

  it.each([
    ['names no cluster', {}],
    ['names one that is not configured any more', { cluster: 'gone' }],
  ])('of a thread that %s is unclear, and could be any of them', async (_what, record) => {
    expect((await lookOf(record)).look).toEqual({ kind: 'unclear', candidates: ['ci', 'main'] });
  });

  it('that meets a bug of Wale takes it down, and says what to run on the host', async () => {
    const { look, faults } = await lookOf({ cluster: 'main' }, fails);

    expect(look).toMatchObject({
      kind: 'failed',
      failure: { cluster: 'main', reference: 'k3j9' },
    });
    expect(commands(look)).toContain('pg_stat_archiver');
    expect(faults).toEqual([bug]);
  });

  it.each<[string, Partial<WatchedCluster>, string]>([
    ['names the log of its archiver', { archiver: 'pgbackrest' }, '/var/log/pgbackrest/'],
    [
      'says how one gets to its pods',
      { site: { ...KUBERNETES, namespace: 'db' } },
      'kubectl logs -n db',
    ],
  ])('that meets a bug %s', async (_what, more, said) => {
    expect(commands((await lookOf({ cluster: 'main' }, fails)).look)).not.toContain(said);
    expect(commands((await lookOf({ cluster: 'main' }, fails, undefined, more)).look)).toContain(
      said,
    );
  });

  it('that meets a bug where it asks how Wale sees takes it down, and is of no cluster', async () => {
    const { look, faults } = await lookOf({ about: 'pipeline' }, undefined, fails);

    expect(look).toMatchObject({
      kind: 'failed',
      failure: { cluster: undefined, reference: 'k3j9' },
    });
    expect(commands(look)).toContain('pg_stat_archiver');
    expect(faults).toEqual([bug]);
  });
});

describe('what a thread remembers of a look', () => {
  const after = async (...look: Parameters<typeof lookOf>) =>
    withLook(aRecord(), (await lookOf(...look)).look, NOON, DEFAULT_WATCH);

  it.each<[string, Parameters<typeof lookOf>, object]>([
    ['the verdict', [{ cluster: 'main' }], { severity: 'ok' }],
    [
      'how Wale sees',
      [{ about: 'pipeline' }],
      { severity: 'unknown', headline: 'Elasticsearch does not answer' },
    ],
    [
      'that nobody could tell, where Wale failed',
      [{ cluster: 'main' }, fails],
      { code: 'cannot-tell', severity: 'unknown' },
    ],
  ])('is %s', async (_what, look, course) => {
    expect((await after(...look)).course).toMatchObject({ ...course, since: NOON, looks: 1 });
  });

  it('is nothing where the thread does not say what it is about', async () => {
    expect(await after({})).toEqual(aRecord());
  });
});

describe('the reply after a look', () => {
  const replyAfter = async (...look: Parameters<typeof lookOf>) => {
    const faults: unknown[] = [];
    const message = replyOf(
      (await lookOf(...look)).look,
      { ...aRecord(), watchedSince: NOON - MINUTE },
      NOON,
      DEFAULT_WATCH,
      (fault) => {
        faults.push(fault);
        return 'm4c2';
      },
    );
    return { text: message.text, blocks: JSON.stringify(message.blocks), faults };
  };

  it('is the verdict, with the links of the cluster', async () => {
    const { text, blocks } = await replyAfter({ cluster: 'main' });

    expect(text).toMatch(/^OK: /);
    expect(blocks).toContain(links.runbook);
  });

  it('says which source is lost, and for which clusters', async () => {
    const { text, blocks, faults } = await replyAfter({ about: 'pipeline' });

    expect(text).toBe('UNKNOWN: how Wale sees: Elasticsearch does not answer');
    expect(blocks).toContain('Elasticsearch does not answer for 2 of 2 clusters (timeout)');
    expect(blocks).toContain('Stop watching');
    expect(faults).toEqual([]);
  });

  it('says that Wale failed, by which reference its log tells why, and that it goes on trying', async () => {
    const { text, blocks } = await replyAfter({ cluster: 'main' }, fails);

    expect(text).toMatch(/^UNKNOWN: main: .* this is a bug in Wale \(id k3j9 in its log\)/);
    expect(blocks).toContain('Watching: updated every');
  });

  it('says the same of an answer that cannot be put into words, by its own reference', async () => {
    const noMoment = () =>
      Promise.resolve({ ...report(), snapshot: { ...report().snapshot, at: NaN } });
    const { text, blocks, faults } = await replyAfter({ cluster: 'main' }, noMoment);

    expect(text).toMatch(/^UNKNOWN: a: .* this is a bug in Wale \(id m4c2 in its log\)/);
    expect(blocks).toContain('pg_stat_archiver');
    expect(faults).toEqual([expect.any(RangeError)]);
  });

  it('asks which cluster is meant where the thread does not say', async () => {
    expect((await replyAfter({})).text).toContain('`/wale watch ci`, `/wale watch main`');
  });
});
