import { configureArchiver, restoreArchiver } from '../stack/archiver.ts';
import { meets } from '../stack/archivers/wal-g-replayed.ts';
import { WAL_G_ONLY, type Fault } from './fault.ts';

const meet = (what: Parameters<typeof meets>[0]) => () => {
  configureArchiver(meets(what));
};

/** What WAL-G says of what it meets, as captured. */
export const REPLAY_FAULTS: readonly Fault[] = [
  {
    name: 'walg-bad-key',
    title: 'the S3 store does not know the access key (replayed)',
    archivers: WAL_G_ONLY,
    expect: 'upload-failing',
    says: /credentials/i,
    break: meet('bad-key'),
    heal: restoreArchiver,
  },
  {
    name: 'walg-refused',
    title: 'nothing listens where the S3 store is: 15 tries, then an error (replayed)',
    archivers: WAL_G_ONLY,
    expect: 'upload-failing',
    // Before WAL-G gives up, which takes it a quarter of an hour.
    says: /are tried again: the store cannot be reached/,
    break: meet('refused'),
    heal: restoreArchiver,
  },
  {
    name: 'walg-hangs',
    title: 'the S3 store takes connections and never answers (replayed)',
    archivers: WAL_G_ONLY,
    expect: 'upload-stuck',
    break: meet('hang'),
    heal: restoreArchiver,
  },
  {
    name: 'walg-short-key',
    title: 'the key for encryption is too short: WAL-G panics (replayed)',
    archivers: WAL_G_ONLY,
    expect: 'upload-failing',
    says: /key length must not be less/i,
    break: meet('short-key'),
    heal: restoreArchiver,
  },
  {
    name: 'walg-no-prefix',
    title: 'no storage is configured (replayed)',
    archivers: WAL_G_ONLY,
    expect: 'upload-failing',
    says: /misconfigured/i,
    break: meet('no-prefix'),
    heal: restoreArchiver,
  },
];
