import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { configureArchiver, killUploads, STORE } from '../stack/archiver.ts';
import { signalDaemon, stopDaemon } from '../stack/daemons.ts';
import { openGate, slowGate } from '../stack/gates.ts';
import { runOnHost } from '../stack/host.ts';
import { NODES, PORTS } from '../stack/layout.ts';
import { startLoad } from '../stack/load.ts';
import { S3_SETTINGS } from '../stack/object-store.ts';
import { postgresUser } from '../stack/postgres-user.ts';
import type { Fault } from './fault.ts';

const segments = join(STORE, 'wal_005');
/**
 * Bytes a second. A segment of the load has about 200 kB compressed; WAL-E gives up on a store that keeps
 * silent for five seconds, so that a slower one would fail instead.
 */
const SLOW_STORE = 70_000;
const aside = join(STORE, 'wal_005.aside');

/** Puts a folder in the place of the segments' folder, which goes aside. */
function replaceSegments(): void {
  const { uid, gid } = postgresUser();
  renameSync(segments, aside);
  mkdirSync(segments);
  chownSync(segments, uid, gid);
}

function restoreSegments(): void {
  rmSync(segments, { recursive: true, force: true });
  renameSync(aside, segments);
}

/** A mount is made on every host: each has its own view of the file system. */
function onAllHosts(command: readonly string[]): void {
  for (const node of NODES) runOnHost(node, command);
}

export function makeStoreUnwritable(): void {
  chownSync(segments, 0, 0);
  chmodSync(segments, 0o555);
}

export function makeStoreWritable(): void {
  const { uid, gid } = postgresUser();
  chownSync(segments, uid, gid);
  chmodSync(segments, 0o755);
}

const backToTheFolder = (): void => {
  configureArchiver();
  killUploads();
};

export const STORE_FAULTS: readonly Fault[] = [
  {
    name: 'store-unwritable',
    title: 'the store refuses to be written (owner and mode of its folder)',
    expect: 'upload-failing',
    says: /permission/i,
    break: makeStoreUnwritable,
    heal: makeStoreWritable,
  },
  {
    name: 'store-full',
    title: 'the disk of the store is full (a file system of 64 KiB)',
    expect: 'upload-failing',
    says: /no space/i,
    break: () => {
      const { uid, gid } = postgresUser();
      onAllHosts([
        'mount',
        '-t',
        'tmpfs',
        '-o',
        `size=64k,uid=${uid},gid=${gid}`,
        'tmpfs',
        segments,
      ]);
      onAllHosts(['sh', '-c', `head -c 64k /dev/zero > ${segments}/full || true`]);
    },
    heal: () => {
      onAllHosts(['umount', '-l', segments]);
    },
  },
  {
    name: 'store-unreachable',
    title: 'nothing listens where the S3 store is',
    expect: 'upload-failing',
    says: /network/i,
    break: () => {
      configureArchiver({
        ...S3_SETTINGS,
        WALE_S3_ENDPOINT: `http+path://127.0.0.1:${PORTS.closed}`,
      });
    },
    heal: backToTheFolder,
  },
  {
    name: 'store-credentials',
    title: 'the S3 store does not know the access key',
    expect: 'upload-failing',
    says: /credentials/i,
    break: () => {
      configureArchiver({ ...S3_SETTINGS, AWS_ACCESS_KEY_ID: 'AKIALABLABLABLABLABL' });
    },
    heal: backToTheFolder,
  },
  {
    name: 'store-hangs',
    title: 'the S3 store takes connections and never answers (SIGSTOP)',
    expect: 'upload-stuck',
    break: () => {
      signalDaemon('object-store', 'SIGSTOP');
      configureArchiver(S3_SETTINGS);
    },
    heal: () => {
      backToTheFolder();
      signalDaemon('object-store', 'SIGCONT');
    },
  },
  {
    name: 'store-slow',
    title: 'the S3 store takes segments more slowly than they are written',
    expect: 'backlog-growing',
    break: async () => {
      slowGate('store', { bytesPerSecond: SLOW_STORE });
      configureArchiver({ ...S3_SETTINGS, POOL_SIZE: '1' });
      await stopDaemon('load');
      startLoad(1);
    },
    heal: async () => {
      backToTheFolder();
      openGate('store');
      await stopDaemon('load');
      startLoad();
    },
  },
  {
    name: 'store-blocks',
    title: 'the store takes a file and never ends: every new destination is a FIFO',
    expect: 'upload-stuck',
    break: () => {
      replaceSegments();
      // The next segments' destinations: an open for writing blocks until there is a reader.
      execFileSync('bash', [join('lab', 'faults', 'block-store.sh'), aside, segments]);
    },
    heal: () => {
      restoreSegments();
      killUploads();
    },
  },
];
