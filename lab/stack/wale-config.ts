import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { z } from 'zod';
import { DEFAULT_GRACES } from '../../src/domain/graces.ts';
import { SECOND, type DurationMs } from '../../src/domain/time.ts';
import type { ConfigFile } from '../../src/config/config-file.ts';
import { archiver } from './archiver.ts';
import { FASTER } from './faster.ts';
import { inLab, NODES, PORTS, url } from './layout.ts';

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

/** The guard's own, as much faster. Its channel is nobody's: what it says is counted (lab/matrix/guard-beside.ts). */
const GUARD = {
  channel: 'C0000000LAB',
  every: '4s',
  grace: Object.fromEntries(
    Object.entries(DEFAULT_GRACES).map(([code, grace]) => [code, `${labGrace(grace)}s`]),
  ),
};

/** What Wale is told: the addresses of the servers, the archiver and the thresholds, and what a fault adds to that. */
export function configureWale(added: WaleYaml = {}): void {
  const { elasticsearch, queries } = archiver().wale;
  const usual: WaleYaml = {
    hostTimeZones: Object.fromEntries(NODES.map(({ name, timeZone }) => [name, timeZone])),
    elasticsearch: { url: url(PORTS.elasticsearchGate), ...elasticsearch },
    prometheus: { url: url(PORTS.prometheus), labels: { type: 'patroni' }, queries },
    thresholds: THRESHOLDS,
    guard: GUARD,
  };
  writeFileSync(WALE_CONFIG, stringify({ ...usual, ...added }));
}

/** In seconds. */
function labGrace(grace: DurationMs): number {
  return Math.round(grace / FASTER / SECOND);
}
