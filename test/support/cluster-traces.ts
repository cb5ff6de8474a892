import type { ClusterTraces } from '../../src/threads/alerts/alert-clusters.ts';

export const clusterTraces = (name: string, labels: Record<string, string>): ClusterTraces => ({
  name,
  labels,
  names: [],
  services: [],
});
export const MAIN = clusterTraces('gprd-main', { env: 'gprd', type: 'patroni' });
export const CI = clusterTraces('gprd-ci', { env: 'gprd', type: 'patroni-ci' });
