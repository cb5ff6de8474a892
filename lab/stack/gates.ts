import { join } from 'node:path';
import { rmSync, writeFileSync } from 'node:fs';
import { startDaemon } from './daemons.ts';
import type { Pace } from './gate-settings.ts';
import { inLab, PORTS } from './layout.ts';

type Gate = 'elasticsearch' | 'store';

const settingsFile = (gate: Gate): string => inLab('run', `${gate}-gate.json`);

/** Wale reaches Elasticsearch, and WAL-E the S3 store, through gates that can be made slow. */
export function startGates(): void {
  startGate('elasticsearch', PORTS.elasticsearchGate, PORTS.elasticsearch);
  startGate('store', PORTS.storeGate, PORTS.store);
}

function startGate(gate: Gate, listen: number, target: number): void {
  startDaemon(`${gate}-gate`, [
    process.execPath,
    ...['--import', 'tsx', join('lab', 'stack', 'gate.ts')],
    ...[String(listen), String(target), settingsFile(gate)],
  ]);
}

/** Takes effect at once, for open connections too. */
export function slowGate(gate: Gate, pace: Pace): void {
  writeFileSync(settingsFile(gate), JSON.stringify(pace));
}

export function openGate(gate: Gate): void {
  rmSync(settingsFile(gate), { force: true });
}
