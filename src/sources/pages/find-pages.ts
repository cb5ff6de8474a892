import type { FoundPages } from '../../domain/found-pages.ts';
import { discoverCandidates, grafanaCandidates } from './candidates.ts';
import { findDiscover } from './find-discover.ts';
import { findGrafana } from './find-grafana.ts';

/** Looks for the pages that usually stand beside these sources. Nothing is sent along but the question. */
export async function findPages(
  log: { readonly url: string; readonly index: string } | undefined,
  metrics: { readonly url: string } | undefined,
  signal: AbortSignal,
): Promise<FoundPages> {
  const [discover, grafana] = await Promise.all([
    log === undefined ? undefined : findDiscover(discoverCandidates(log.url), log.index, signal),
    metrics === undefined
      ? undefined
      : findGrafana(grafanaCandidates(metrics.url), metrics.url, signal),
  ]);
  return { discover, grafana };
}
