import {
  claimBaseBackup,
  failBaseBackup,
  pushBaseBackupOnReplica,
  runBaseBackup,
  startSlowBaseBackup,
} from '../stack/base-backup.ts';
import { stopDaemon } from '../stack/daemons.ts';
import { NODES, type Node } from '../stack/layout.ts';
import type { Fault } from './fault.ts';

const HOUR_MS = 3_600_000;

const runAnother = (primary: Node): void => {
  runBaseBackup(primary);
};

export const BASE_BACKUP_FAULTS: readonly Fault[] = [
  {
    name: 'base-backup-late',
    title: 'the job says that the last base backup succeeded 31 hours ago',
    expect: 'base-backup-late',
    break: () => claimBaseBackup(new Date(Date.now() - 31 * HOUR_MS)),
    heal: runAnother,
  },
  {
    name: 'base-backup-failed',
    title: 'the base backup job runs and fails: its store cannot be used',
    expect: 'base-backup-failed',
    break: failBaseBackup,
    heal: runAnother,
  },
  {
    name: 'base-backup-running',
    title: 'a base backup runs, so the metric of the last success is gone',
    expect: 'healthy',
    break: startSlowBaseBackup,
    heal: async (primary) => {
      await stopDaemon('base-backup');
      runBaseBackup(primary);
    },
  },
  {
    name: 'base-backup-on-replica',
    title: 'a replica runs the base backup, which ends in an error there, as every night',
    expect: 'healthy',
    break: (primary) => {
      for (const node of NODES.filter(({ name }) => name !== primary.name)) {
        pushBaseBackupOnReplica(node);
      }
    },
    heal: () => undefined,
  },
];
