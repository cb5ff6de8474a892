import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { archiver, configureArchiver, killUploads, restoreArchiver } from '../stack/archiver.ts';
import { STORE } from '../stack/archivers/store.ts';
import { signalDaemon, stopDaemon } from '../stack/daemons.ts';
import { openGate, slowGate } from '../stack/gates.ts';
import { runOnHost } from '../stack/host.ts';
import { NODES, PORTS } from '../stack/layout.ts';
import { startLoad } from '../stack/load.ts';
import { S3_SETTINGS } from '../stack/object-store.ts';
import { postgresUser } from '../stack/postgres-user.ts';
import { WAL_E_ONLY, type Fault } from './fault.ts';

/**
 * Bytes a second. A segment of the load has about 200 kB compressed; WAL-E gives up on a store that keeps
 * silent for five seconds, so that a slower one would fail instead.
 */
const SLOW_STORE = 70_000;
const aside = join(STORE, 'aside');

/** Puts a folder in the place of the segments' folder, which goes aside. */
function replaceSegments(): void {
  const { uid, gid } = postgresUser();
  const { segments } = archiver();
  renameSync(segments, aside);
  mkdirSync(segments);
  chownSync(segments, uid, gid);
}

function restoreSegments(): void {
  const { segments } = archiver();
  rmSync(segments, { recursive: true, force: true });
  renameSync(aside, segments);
}

/** A mount is made on every host: each has its own view of the file system. */
function onAllHosts(command: readonly string[]): void {
  for (const node of NODES) runOnHost(node, command);
}

/** The folders that hold segments: pgBackRest has some for each timeline. */
function segmentFolders(): readonly string[] {
  const { segments } = archiver();
  const below = readdirSync(segments, { recursive: true, withFileTypes: true });
  return [
    segments,
    ...below
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name)),
  ];
}

export function makeStoreUnwritable(): void {
  for (const folder of segmentFolders()) {
    chownSync(folder, 0, 0);
    chmodSync(folder, 0o555);
  }
}

export function makeStoreWritable(): void {
  const { uid, gid } = postgresUser();
  for (const folder of segmentFolders()) {
    chownSync(folder, uid, gid);
    chmodSync(folder, 0o755);
  }
}

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
      const { segments } = archiver();
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
      onAllHosts(['umount', '-l', archiver().segments]);
    },
  },
  {
    name: 'store-unreachable',
    title: 'nothing listens where the S3 store is',
    archivers: WAL_E_ONLY,
    expect: 'upload-failing',
    says: /network/i,
    break: () => {
      configureArchiver({
        ...S3_SETTINGS,
        WALE_S3_ENDPOINT: `http+path://127.0.0.1:${PORTS.closed}`,
      });
    },
    heal: restoreArchiver,
  },
  {
    name: 'store-credentials',
    title: 'the S3 store does not know the access key',
    archivers: WAL_E_ONLY,
    expect: 'upload-failing',
    says: /credentials/i,
    break: () => {
      configureArchiver({ ...S3_SETTINGS, AWS_ACCESS_KEY_ID: 'AKIALABLABLABLABLABL' });
    },
    heal: restoreArchiver,
  },
  {
    name: 'store-hangs',
    title: 'the S3 store takes connections and never answers (SIGSTOP)',
    archivers: WAL_E_ONLY,
    expect: 'upload-stuck',
    break: () => {
      signalDaemon('object-store', 'SIGSTOP');
      configureArchiver(S3_SETTINGS);
    },
    heal: () => {
      restoreArchiver();
      signalDaemon('object-store', 'SIGCONT');
    },
  },
  {
    name: 'store-slow',
    title: 'the S3 store takes segments more slowly than they are written',
    archivers: WAL_E_ONLY,
    expect: 'backlog-growing',
    break: async () => {
      slowGate('store', { bytesPerSecond: SLOW_STORE });
      configureArchiver({ ...S3_SETTINGS, POOL_SIZE: '1' });
      await stopDaemon('load');
      startLoad(1);
    },
    heal: async () => {
      restoreArchiver();
      openGate('store');
      await stopDaemon('load');
      startLoad();
    },
  },
  {
    name: 'store-blocks',
    title: 'the store takes a file and never ends: every new destination is a FIFO',
    archivers: WAL_E_ONLY,
    expect: 'upload-stuck',
    break: () => {
      replaceSegments();
      // The next segments' destinations: an open for writing blocks until there is a reader.
      execFileSync('bash', [join('lab', 'faults', 'block-store.sh'), aside, archiver().segments]);
    },
    heal: () => {
      restoreSegments();
      killUploads();
    },
  },
];
