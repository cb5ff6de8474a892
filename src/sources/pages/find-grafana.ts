import { z } from 'zod';
import { namesArchiver } from '../../archivers/archivers.ts';
import type { FoundGrafana } from '../../domain/found-pages.ts';
import { askInForm } from './ask-page.ts';
import type { GrafanaCandidate } from './candidates.ts';

/** https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/ */
const Health = z.object({ database: z.string() });
const Uid = z.string().regex(/^[\w-]{1,60}$/);
const DataSource = z.object({
  uid: Uid,
  type: z.string().max(100),
  url: z.string().max(2000).optional().catch(undefined),
  isDefault: z.boolean().optional().catch(undefined),
});
type DataSource = z.infer<typeof DataSource>;
const DataSources = z.array(z.unknown());
/** What a page needs before anybody has logged in, where Grafana lets everybody look. */
const FrontendSettings = z.object({ datasources: z.record(z.string(), z.unknown()) });
const Dashboards = z.array(
  z.object({ title: z.string().max(400), url: z.string().regex(/\/d\/[\w/.-]{1,200}$/) }),
);

/** Grafana at one of these addresses, and what it has for this Prometheus and its cluster. */
export async function findGrafana(
  candidates: readonly GrafanaCandidate[],
  prometheusUrl: string,
  signal: AbortSignal,
): Promise<FoundGrafana | undefined> {
  const asked = await Promise.all(
    candidates.map(async (candidate) => {
      // Who asks through it need not ask whether it is there.
      if (candidate.metrics !== undefined) return candidate;
      const health = await askInForm(`${candidate.url}/api/health`, Health, signal);
      return health === undefined ? undefined : candidate;
    }),
  );
  const found = asked.find((one) => one !== undefined);
  if (found === undefined) return undefined;
  const [sources, dashboards] = await Promise.all([
    dataSourcesAt(found.url, signal),
    askInForm(`${found.url}/api/search?type=dash-db&limit=1000`, Dashboards, signal),
  ]);
  return {
    url: found.url,
    metrics: found.metrics ?? metricsIn(sources, prometheusUrl)?.uid,
    logs: logsIn(sources),
    dashboard: dashboardIn(dashboards ?? []),
  };
}

async function dataSourcesAt(url: string, signal: AbortSignal): Promise<readonly DataSource[]> {
  const listed =
    (await askInForm(`${url}/api/datasources`, DataSources, signal)) ??
    Object.values(
      (await askInForm(`${url}/api/frontend/settings`, FrontendSettings, signal))?.datasources ??
        {},
    );
  // One without a uid, such as a built-in one, is none that a page can be opened with.
  return listed.flatMap((one) => DataSource.safeParse(one).data ?? []);
}

function metricsIn(sources: readonly DataSource[], prometheusUrl: string): DataSource | undefined {
  const all = sources.filter(({ type }) => /prometheus|^victoriametrics-metrics/.test(type));
  const host = new URL(prometheusUrl).host;
  return (
    all.find(({ url }) => url !== undefined && URL.canParse(url) && new URL(url).host === host) ??
    all.find(({ isDefault }) => isDefault === true) ??
    (all.length === 1 ? all[0] : undefined)
  );
}

function logsIn(sources: readonly DataSource[]): FoundGrafana['logs'] {
  const loki = sources.filter(({ type }) => type === 'loki');
  const victoria = sources.filter(({ type }) => type === 'victoriametrics-logs-datasource');
  if (loki.length === 1) return { kind: 'loki', uid: loki[0]?.uid ?? '' };
  if (victoria.length === 1) return { kind: 'victorialogs', uid: victoria[0]?.uid ?? '' };
  return undefined;
}

/** By the title: about archiving, or else about PostgreSQL. */
const TITLES: readonly ((title: string) => boolean)[] = [
  (title) => /\bwal\b|archiv/i.test(title) || namesArchiver(title),
  (title) => /postgres|patroni/i.test(title),
];

/** A path, wherever Grafana is served. */
function dashboardIn(all: readonly { readonly title: string; readonly url: string }[]) {
  const found = TITLES.map((isAbout) => all.find(({ title }) => isAbout(title)));
  return found.find((one) => one !== undefined)?.url.replace(/^.*(?=\/d\/)/, '');
}
