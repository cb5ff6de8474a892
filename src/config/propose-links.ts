import type { FoundDiscover, FoundGrafana, FoundPages } from '../domain/found-pages.ts';

interface Proposed {
  /** How the archiver’s documents are told from others; undefined where nothing tells them. */
  readonly selector: { readonly field: string; readonly value: string } | undefined;
  /** A query about what waits to be archived, with `$labels` as in a preset. */
  readonly query: string | undefined;
}

/** The section `links` of a wale.yaml by what was found, to be pasted; empty where nothing was. */
export function proposedLinks(
  { discover, grafana }: FoundPages,
  { selector, query }: Proposed,
): readonly string[] {
  const lines = [
    ...(discover === undefined ? [] : discoverLines(discover, selector)),
    ...(grafana === undefined ? [] : grafanaLines(grafana, query, discover !== undefined)),
  ];
  return lines.length === 0 ? [] : ['links:', ...lines.map((line) => `  ${line}`)];
}

const TIMES = "from:'{from}',to:'{to}'";

function discoverLines(found: FoundDiscover, selector: Proposed['selector']): readonly string[] {
  const { kind, dataView } = found;
  const named = kind === 'kibana' ? 'Kibana' : 'OpenSearch Dashboards';
  // A star in quotes is a star.
  const value = selector?.value.includes('*') === true ? '{tag}' : '%22{tag}%22';
  const words = selector === undefined ? '' : `${encodeURIComponent(selector.field)}:${value}`;
  const query = `query:(language:kuery,query:'${words}')`;
  const view = dataView ?? 'DATA-VIEW-ID';
  const link = discoverLink(found, view, query);
  return dataView === undefined
    ? [
        `# ${named} is there, and did not say in time, to one who is not logged in, which data view has the index: put its id in`,
        `# kibana: ${JSON.stringify(link)}`,
      ]
    : [`kibana: ${JSON.stringify(link)} # ${named}, its view of the index`];
}

const isBefore = ({ release }: FoundDiscover, major: number, minor: number): boolean =>
  release !== undefined && (release[0] < major || (release[0] === major && release[1] < minor));

/**
 * The address of Discover with its state, which is the same wherever Kibana has it: elastic/kibana,
 * src/plugins/discover/common/locator.ts (`#/?_g=…&_a=…`), and public/url_generator.ts of 7.7 for `/app/kibana#/discover`, which
 * is all that there is before 7.9 (https://github.com/elastic/kibana/issues/68423, pull request 68284). OpenSearch Dashboards
 * began as Kibana 7.10, and has Discover in its data explorer since 2.10: src/plugins/discover/public/migrate_state.ts. That
 * takes over the older form, but not its time (https://github.com/opensearch-project/OpenSearch-Dashboards/issues/6766).
 */
function discoverLink(found: FoundDiscover, view: string, query: string): string {
  const state = `?_g=(time:(${TIMES}))&_a=(index:'${view}',${query})`;
  if (found.kind === 'kibana') {
    return `${found.url}/app/${isBefore(found, 7, 9) ? 'kibana#/discover' : 'discover#/'}${state}`;
  }
  return isBefore(found, 2, 10)
    ? `${found.url}/app/discover#/${state}`
    : `${found.url}/app/data-explorer/discover#?_a=(discover:(columns:!(_source),isDirty:!f,sort:!()),metadata:(indexPattern:'${view}',view:discover))&_g=(time:(${TIMES}))&_q=(filters:!(),${query})`;
}

function grafanaLines(
  { url, metrics, logs, dashboard }: FoundGrafana,
  query: string | undefined,
  hasDiscover: boolean,
): readonly string[] {
  const byMetrics =
    metrics === undefined || query === undefined
      ? undefined
      : { uid: metrics, expr: query.replace(/,?\s*\$labels/, ''), what: 'the metrics' };
  const byLogs = logs === undefined ? undefined : { uid: logs.uid, ...LOG_QUERIES[logs.kind] };
  const explore = hasDiscover ? (byMetrics ?? byLogs) : (byLogs ?? byMetrics);
  return [
    ...(dashboard === undefined
      ? [
          '# Grafana is there, and showed no dashboard about WAL or PostgreSQL in time to one who is not logged in: put its path in',
          `# grafana: ${JSON.stringify(`${url}/d/UID?from={from_ms}&to={to_ms}`)}`,
        ]
      : [`grafana: ${JSON.stringify(`${url}${dashboard}?from={from_ms}&to={to_ms}`)}`]),
    ...(explore === undefined
      ? []
      : [
          `explore: ${JSON.stringify(exploreLink(url, explore.uid, explore.expr))} # ${explore.what}`,
        ]),
  ];
}

/** Nobody knows which label of Loki holds the host; VictoriaLogs finds words wherever they stand. */
const LOG_QUERIES = {
  loki: {
    expr: '{host="{host}"}',
    what: 'the log in Loki; its label of the host may have another name',
  },
  victorialogs: { expr: '"{host}"', what: 'the log in VictoriaLogs' },
} as const;

/**
 * https://grafana.com/docs/grafana/latest/explore/get-started-with-explore/, “Generate Explore URLs from external tools”:
 * `schemaVersion` is 1, and a data source is found by its uid.
 */
function exploreLink(url: string, uid: string, expr: string): string {
  const panes = {
    wale: {
      datasource: uid,
      queries: [{ refId: 'A', datasource: { uid }, expr }],
      range: { from: '{from_ms}', to: '{to_ms}' },
    },
  };
  const encoded = encodeURIComponent(JSON.stringify(panes)).replace(
    /%7B(from_ms|to_ms|host)%7D/g,
    '{$1}',
  );
  return `${url}/explore?schemaVersion=1&panes=${encoded}`;
}
