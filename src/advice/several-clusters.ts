import type { NextStep } from '../domain/finding.ts';
import { nameFew } from '../domain/name-few.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** How to set the selector where these hosts are of several clusters: by the label that differs, if one does. */
export function tellClustersApart(
  { metrics: { replica } }: Snapshot,
  hosts: readonly string[],
): NextStep {
  const { apart = [] } = replica.kind === 'measured' ? replica : {};
  const differing = apart.find(
    ({ values }) => new Set(hosts.map((host) => values[host])).size === hosts.length,
  );
  const common = 'if these are several clusters, narrow prometheus.labels in the configuration';
  if (differing === undefined) return { text: common };
  const { label, values } = differing;
  const which = nameFew(hosts.map((host) => `"${values[host] ?? ''}" on ${host}`));
  return { text: `${common}: they differ in the label ${label}, which is ${which}` };
}
