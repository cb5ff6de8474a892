/** Pages that were found beside the sources. Ids and paths were checked on entry; addresses bear no credentials. */
export interface FoundPages {
  readonly discover: FoundDiscover | undefined;
  readonly grafana: FoundGrafana | undefined;
}

/** Where documents of the log’s index are looked at. */
export interface FoundDiscover {
  readonly kind: 'kibana' | 'opensearch-dashboards';
  readonly url: string;
  /** Undefined where it does not say that to one who is not logged in. */
  readonly release?: readonly [major: number, minor: number] | undefined;
  /** The one that covers the index; undefined where that could not be asked, or none does. */
  readonly dataView: string | undefined;
}

export interface FoundGrafana {
  readonly url: string;
  /** Uids of data sources; undefined where that could not be asked, or there is none. */
  readonly metrics: string | undefined;
  readonly logs: { readonly kind: 'loki' | 'victorialogs'; readonly uid: string } | undefined;
  /** Behind the address, as `/d/UID/NAME`; of the dashboard whose title speaks of WAL or PostgreSQL. */
  readonly dashboard: string | undefined;
}
