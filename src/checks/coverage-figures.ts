import type { CoveredFaults } from './covered-faults.ts';

/**
 * What the recorded faults need to be told, written by `npm run coverage:signals`: of each set one signal at least.
 */
export const COVERED_FAULTS: readonly CoveredFaults[] = [
  {
    code: 'archiver-not-running',
    faults: 1,
    untoldWithout: [['log'], ['replica'], ['walPosition']],
  },
  {
    code: 'backlog-growing',
    faults: 2,
    untoldWithout: [['replica'], ['log', 'pendingWal'], ['pendingWal', 'walPosition']],
  },
  {
    code: 'backlog-growing',
    faults: 2,
    untoldWithout: [
      ['replica'],
      ['walDiskFree'],
      ['log', 'pendingWal'],
      ['pendingWal', 'walPosition'],
    ],
  },
  {
    code: 'base-backup-failed',
    faults: 1,
    untoldWithout: [
      ['replica'],
      ['baseBackupSuccess'],
      ['baseBackupFailed'],
      ['log', 'lastArchive'],
      ['log', 'pendingWal'],
      ['lastArchive', 'pendingWal', 'walPosition'],
    ],
  },
  {
    code: 'base-backup-late',
    faults: 2,
    untoldWithout: [
      ['replica'],
      ['baseBackupSuccess'],
      ['log', 'lastArchive'],
      ['log', 'pendingWal'],
      ['lastArchive', 'pendingWal', 'walPosition'],
    ],
  },
  {
    code: 'base-backup-late',
    faults: 1,
    untoldWithout: [
      ['replica'],
      ['log', 'lastArchive'],
      ['log', 'pendingWal'],
      ['baseBackupSuccess', 'baseBackupStart'],
      ['lastArchive', 'pendingWal', 'walPosition'],
    ],
  },
  {
    code: 'log-shipping-missing',
    faults: 4,
    untoldWithout: [['log'], ['replica'], ['lastArchive'], ['pendingWal']],
  },
  {
    code: 'log-shipping-missing',
    faults: 1,
    untoldWithout: [['log'], ['replica'], ['lastArchive']],
  },
  { code: 'metrics-stale', faults: 3, untoldWithout: [['log'], ['replica'], ['lastArchive']] },
  { code: 'no-primary', faults: 1, untoldWithout: [['replica']] },
  { code: 'no-primary', faults: 1, untoldWithout: [['replica'], ['walPosition']] },
  { code: 'several-primaries', faults: 2, untoldWithout: [['replica']] },
  { code: 'upload-failing', faults: 31, untoldWithout: [['log']] },
  { code: 'upload-stuck', faults: 2, untoldWithout: [['log']] },
  { code: 'upload-stuck', faults: 1, untoldWithout: [['log'], ['replica'], ['pendingWal']] },
  { code: 'wal-disk-full', faults: 1, untoldWithout: [['replica'], ['walDiskFree']] },
  { code: 'wal-gap', faults: 9, untoldWithout: [['log']] },
  { code: 'wal-gap', faults: 1, untoldWithout: [['log'], ['replica']] },
  { code: 'wal-gap', faults: 1, untoldWithout: [['log'], ['lastArchive']] },
  { code: 'wrong-host', faults: 3, untoldWithout: [['log']] },
];
