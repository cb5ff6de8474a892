import { ARCHIVER_FAULTS } from './archiver-faults.ts';
import { BASE_BACKUP_FAULTS } from './base-backup-faults.ts';
import { CLOCK_FAULTS } from './clock-faults.ts';
import { CLUSTER_FAULTS } from './cluster-faults.ts';
import type { LabArchiverName } from '../stack/archivers/lab-archiver.ts';
import { DISK_FAULTS } from './disk-faults.ts';
import { worksWith, type Fault } from './fault.ts';
import { MONITORING_FAULTS } from './monitoring-faults.ts';
import { PATRONI_FAULTS } from './patroni-faults.ts';
import { REPLAY_FAULTS } from './replay-faults.ts';
import { STORE_FAULTS } from './store-faults.ts';

export const FAULTS: readonly Fault[] = [
  ...MONITORING_FAULTS,
  ...STORE_FAULTS,
  ...DISK_FAULTS,
  ...ARCHIVER_FAULTS,
  ...BASE_BACKUP_FAULTS,
  ...CLOCK_FAULTS,
  ...CLUSTER_FAULTS,
  ...PATRONI_FAULTS,
  ...REPLAY_FAULTS,
];

/** A fault that works with this archiver. */
export function faultFor(archiver: LabArchiverName, name: string): Fault {
  const fault = faultNamed(name);
  if (!worksWith(fault, archiver)) {
    throw new Error(
      `${name} works with ${fault.archivers?.join(', ') ?? 'real archivers'} only, and this is ${archiver}`,
    );
  }
  return fault;
}

export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((one) => one.name === name);
  if (fault === undefined) {
    throw new Error(
      `expected a fault's name (${FAULTS.map((one) => one.name).join(', ')}), got ${name}`,
    );
  }
  return fault;
}
