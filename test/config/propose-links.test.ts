import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load-config.ts';
import { proposedLinks } from '../../src/config/propose-links.ts';
import type { FoundPages } from '../../src/domain/found-pages.ts';
import { linksOf } from '../../src/composition/cluster-answers.ts';
import { linkButtons } from '../../src/messages/status/link-buttons.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { healthySnapshot, PRIMARY } from '../support/snapshot.ts';

const NONE: FoundPages = { discover: undefined, grafana: undefined };
const SELECTOR = { field: 'json.tag', value: 'db.wale' };
const QUERY = 'pg_archiver_pending_wal_count{$labels}';

const report = reportStatus(healthySnapshot(), 5);
const clusterBy = (pasted: object) => {
  const file = { elasticsearch: { url: 'http://es', selector: SELECTOR }, ...pasted };
  // JSON is YAML.
  const config = loadConfig({ env: {}, readFile: () => JSON.stringify(file) });
  const cluster = config.clusters.get('main');
  if (cluster === undefined) throw new Error('there is main');
  return cluster;
};

/** The buttons of an answer by a wale.yaml into which this was pasted. */
function buttonsBy(found: FoundPages) {
  const lines = proposedLinks(found, { selector: SELECTOR, query: QUERY });
  const { links } = parse(lines.join('\n')) as { links: object | null };
  return new Map(
    linkButtons(report, clusterBy({ links: links ?? {} }).links).map(({ text, url }) => [
      text.text,
      new URL(url ?? ''),
    ]),
  );
}

const paneOf = (url: URL | undefined) =>
  (JSON.parse(url?.searchParams.get('panes') ?? '') as { wale: Record<string, unknown> }).wale;

const GRAFANA = {
  url: 'https://grafana.example.com',
  metrics: 'P1',
  logs: undefined,
  dashboard: '/d/b/wal',
};

describe('links that are proposed', () => {
  it('open Discover of Kibana at the archiver’s log and its time', () => {
    const found = { kind: 'kibana' as const, url: 'https://kibana.example.com', dataView: 'v-1' };
    const kibana = buttonsBy({ ...NONE, discover: found }).get('Kibana');

    expect(kibana?.pathname).toBe('/app/discover');
    expect(decodeURIComponent(kibana?.hash ?? '')).toBe(
      `#/?_g=(time:(from:'2026-11-24T11:00:00.000Z',to:'2026-11-24T12:00:00.000Z'))&_a=(index:'v-1',query:(language:kuery,query:'json.tag:"db.wale"'))`,
    );
  });

  it('open OpenSearch Dashboards where that has it, and search for a pattern as one', () => {
    const found = {
      kind: 'opensearch-dashboards' as const,
      url: 'https://os.example.com/_dashboards',
      dataView: 'v-1',
    };
    const lines = proposedLinks(
      { ...NONE, discover: found },
      { selector: { field: 'json.ident', value: 'wal_e*' }, query: undefined },
    );

    expect(lines.join('\n')).toContain(
      'https://os.example.com/_dashboards/app/data-explorer/discover#?',
    );
    expect(lines.join('\n')).toContain("metadata:(indexPattern:'v-1',view:discover)");
    expect(lines.join('\n')).toContain("query:'json.ident:{tag}'");
  });

  it.each([
    ['kibana', [7, 8], '/app/kibana#/discover?_g=(time:('],
    ['kibana', [7, 9], '/app/discover#/?_g=(time:('],
    ['kibana', [9, 1], '/app/discover#/?_g=(time:('],
    ['kibana', undefined, '/app/discover#/?_g=(time:('],
    ['opensearch-dashboards', [1, 3], '/app/discover#/?_g=(time:('],
    ['opensearch-dashboards', [2, 9], '/app/discover#/?_g=(time:('],
    ['opensearch-dashboards', [2, 10], '/app/data-explorer/discover#?_a=('],
    ['opensearch-dashboards', [3, 0], '/app/data-explorer/discover#?_a=('],
    ['opensearch-dashboards', undefined, '/app/data-explorer/discover#?_a=('],
  ] as const)('open Discover where %s %j has it', (kind, release, path) => {
    const found = { kind, release, url: 'https://d.example.com', dataView: 'v-1' };
    const [, line] = proposedLinks(
      { ...NONE, discover: found },
      { selector: SELECTOR, query: undefined },
    );

    expect(line).toContain(`https://d.example.com${path}`);
    expect(line).toContain("from:'{from}',to:'{to}'");
  });

  it('are a comment where the data view is to be filled in', () => {
    const found = {
      kind: 'kibana' as const,
      url: 'https://kibana.example.com',
      dataView: undefined,
    };

    expect(buttonsBy({ ...NONE, discover: found }).size).toBe(0);
  });

  it('open the dashboard, and the metrics in Explore', () => {
    const buttons = buttonsBy({ ...NONE, grafana: GRAFANA });

    expect(String(buttons.get('Grafana'))).toMatch(/\/d\/b\/wal\?from=\d{13}&to=\d{13}$/);
    expect(paneOf(buttons.get('Explore'))).toEqual({
      datasource: 'P1',
      queries: [{ refId: 'A', datasource: { uid: 'P1' }, expr: 'pg_archiver_pending_wal_count{}' }],
      range: { from: expect.stringMatching(/^\d{13}$/), to: expect.stringMatching(/^\d{13}$/) },
    });
  });

  it.each([
    ['loki' as const, `{host="${PRIMARY}"}`],
    ['victorialogs' as const, `"${PRIMARY}"`],
  ])('open the log in %s where no Discover has it', (kind, expr) => {
    const logs = { kind, uid: 'L1' };
    const explore = buttonsBy({ ...NONE, grafana: { ...GRAFANA, logs } }).get('Explore');

    expect(paneOf(explore)).toMatchObject({ datasource: 'L1', queries: [{ expr }] });
  });

  it('are none where nothing was found', () => {
    expect(proposedLinks(NONE, { selector: SELECTOR, query: QUERY })).toEqual([]);
  });
});

describe('the page about a verdict', () => {
  const build = { version: '1.2.3', commit: undefined, repository: 'https://github.com/o/wale' };
  const page = (links: object, from = build) => linksOf(clusterBy({ links }), from).verdict;

  it('is that of the version that runs, where its package names a repository', () => {
    expect(page({})).toBe('https://github.com/o/wale/blob/v1.2.3/docs/verdicts/{code}.md');
    expect(linksOf(clusterBy({}), { version: '1.2.3', commit: undefined }).verdict).toBeUndefined();
  });

  it('is the one that is configured, or none', () => {
    expect(page({ verdict: 'https://docs.example.com/{code}' })).toBe(
      'https://docs.example.com/{code}',
    );
    expect(page({ verdict: null })).toBeNull();
    expect(linkButtons(report, { verdict: null })).toEqual([]);
  });
});
