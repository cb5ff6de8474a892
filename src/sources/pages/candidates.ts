/**
 * Where Kibana or OpenSearch Dashboards usually is, seen from its Elasticsearch: Elastic Cloud names it so, AWS serves it
 * below the same address, and else it has a port of its own, or a name of its own in the same domain.
 */
export function discoverCandidates(elasticsearchUrl: string): readonly string[] {
  const url = new URL(elasticsearchUrl);
  const { hostname, protocol } = url;
  if (/\.(?:es|aoss)\.amazonaws\.com$/.test(hostname)) return [`${url.origin}/_dashboards`];
  const inCloud = /^([\w-]+)\.es\.([\w.-]+)$/.exec(hostname);
  if (inCloud !== null) return [`https://${inCloud[1] ?? ''}.kb.${inCloud[2] ?? ''}`];
  return [
    `${protocol}//${hostname}:5601`,
    ...inDomain(url, /^(?:elasticsearch|elastic|es)\./, 'kibana'),
    ...inDomain(url, /^opensearch\./, 'opensearch-dashboards'),
  ];
}

export interface GrafanaCandidate {
  readonly url: string;
  /** The uid of the data source of the metrics, where their address says it. */
  readonly metrics: string | undefined;
}

/** Where Grafana usually is, seen from its Prometheus: many ask Prometheus through Grafana, by the uid of a data source. */
export function grafanaCandidates(prometheusUrl: string): readonly GrafanaCandidate[] {
  const url = new URL(prometheusUrl);
  const through = /^(.*?)\/api\/datasources\/(?:proxy\/)?uid\/([\w-]{1,60})(?:\/|$)/.exec(
    url.pathname,
  );
  if (through !== null) return [{ url: `${url.origin}${through[1] ?? ''}`, metrics: through[2] }];
  return [
    `${url.protocol}//${url.hostname}:3000`,
    ...inDomain(url, /^(?:prometheus|prom|mimir|thanos|vmselect|victoriametrics)\./, 'grafana'),
  ].map((one) => ({ url: one, metrics: undefined }));
}

const inDomain = ({ hostname, protocol }: URL, own: RegExp, name: string): readonly string[] =>
  own.test(hostname) ? [`${protocol}//${hostname.replace(own, `${name}.`)}`] : [];
