import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { z } from 'zod';
import type { ConfigFile } from '../../src/config/config-file.ts';
import { archiver } from './archiver.ts';
import { inLab, PORTS, url } from './layout.ts';

/** What wale.yaml may hold, as it is written. */
export type WaleYaml = z.input<typeof ConfigFile>;

export const WALE_CONFIG = inLab('wale.yaml');

/**
 * The defaults, about fifteen times faster: a fault is to be judged within a minute or two, and the
 * load fills a segment every few seconds.
 */
const THRESHOLDS = {
  uploadMaxAge: '60s',
  uploadStuckAfter: '20s',
  failoverGrace: '20s',
  shippingAllowance: '12s',
  metricAllowance: '12s',
  walWaitingWarning: 12,
  walWaitingCritical: 60,
  // The points of a metric are 30 s apart, and a third of the time needs three of them.
  backlogGrowingFor: '270s',
  walDiskFullCritical: '16m',
};

/** What Wale is told: the addresses of the servers, the archiver and the thresholds, and what a fault adds to that. */
export function configureWale(added: WaleYaml = {}): void {
  const { elasticsearch, queries } = archiver().wale;
  const usual: WaleYaml = {
    elasticsearch: { url: url(PORTS.elasticsearchGate), ...elasticsearch },
    prometheus: { url: url(PORTS.prometheus), labels: { type: 'patroni' }, queries },
    thresholds: THRESHOLDS,
  };
  writeFileSync(WALE_CONFIG, stringify({ ...usual, ...added }));
}
