import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.ts';
import { fillLink } from '../../src/domain/link-template.ts';
import { linkButtons, type Links } from '../../src/messages/status/link-buttons.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { healthySnapshot, NO_METRICS, NOON, PRIMARY } from '../support/snapshot.ts';

const urls = (links: Links, snapshot = healthySnapshot()) =>
  linkButtons(reportStatus(snapshot, 5), links).map(({ text, url }) => [text.text, url]);

describe('a page behind a button', () => {
  it('has the time, the cluster, the host and the verdict filled in', () => {
    const links = {
      grafana: 'https://g/d/x?c={cluster}&h={host}&from={from_ms}&to={to_ms}',
      kibana: "https://k/#/?_g=(time:(from:'{from}',to:'{to}'))",
      verdict: 'https://docs/verdicts/{code}.md',
    };

    expect(urls(links)).toEqual([
      [
        'Kibana',
        "https://k/#/?_g=(time:(from:'2026-11-24T11%3A00%3A00.000Z',to:'2026-11-24T12%3A00%3A00.000Z'))",
      ],
      ['Grafana', `https://g/d/x?c=gprd-main&h=${PRIMARY}&from=${NOON - 3_600_000}&to=${NOON}`],
      ['What this means', 'https://docs/verdicts/healthy.md'],
    ]);
  });

  it('that needs a value which is not known has none', () => {
    const links = {
      grafana: 'https://g/{host}',
      kibana: 'https://k/{segment}',
      runbook: 'https://r',
    };

    expect(urls(links, healthySnapshot({ metrics: NO_METRICS, log: { uploads: [] } }))).toEqual([
      ['Runbook', 'https://r'],
    ]);
  });

  it('keeps braces that are its own', () => {
    expect(urls({ explore: 'https://g/explore?left={"a":1}&x={nothing}' })).toEqual([
      ['Explore', 'https://g/explore?left={"a":1}&x={nothing}'],
    ]);
  });

  it.each(['a/b', '../..', 'x?y=1&z', '#top', "'),x:('", '"}', 'a b\n<c>|d', '{cluster}', '%2f'])(
    'lets no value out of its place: %j',
    (value) => {
      const link = fillLink('https://g/d/{cluster}/end?x={cluster}#t', { cluster: value });
      const { host, pathname, searchParams, hash } = new URL(link);

      expect(host).toBe('g');
      expect(pathname.split('/')).toHaveLength(4);
      expect([...searchParams]).toEqual([['x', value]]);
      expect(hash).toBe('#t');
      expect(link).not.toMatch(/['"<>|\s]/);
    },
  );

  it('has index and tag from the configuration', () => {
    const yaml =
      'elasticsearch: { url: http://e, index: "pg-*", selector: { field: t, value: db.walg } }\nlinks: { kibana: "https://k/?i={index}&t={tag}&h={host}" }';
    const config = loadConfig({ env: {}, readFile: () => yaml });

    expect(config.clusters.get('main')?.links.kibana).toBe(
      'https://k/?i=pg-%2A&t=db.walg&h={host}',
    );
  });

  it.each(['https://{host}.example.com/', 'javascript:alert(1)', 'ftp://x/{host}'])(
    'is no address: %s',
    (link) => {
      const load = () => loadConfig({ env: {}, readFile: () => `links: { kibana: "${link}" }` });

      expect(load).toThrow('links.kibana: expected a URL ');
    },
  );
});
