import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { configureArchiver, STORE, WAL_PUSH } from '../stack/archiver.ts';
import { onHost } from '../stack/host.ts';
import { NODES } from '../stack/layout.ts';
import { postgresUser } from '../stack/postgres-user.ts';
import type { Fault } from './fault.ts';

const segments = join(STORE, 'wal_005');
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
  for (const node of NODES) {
    const [program = '', ...args] = onHost(node, command);
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

const S3_SETTINGS = {
  WALE_S3_PREFIX: 's3://lab-bucket/db',
  AWS_ACCESS_KEY_ID: 'AKIALABLABLABLABLABL',
  AWS_SECRET_ACCESS_KEY: 'lab',
  AWS_REGION: 'us-east-1',
} as const;

export const STORE_FAULTS: readonly Fault[] = [
  {
    name: 'store-unwritable',
    title: 'the store refuses to be written (owner and mode of its folder)',
    expect: 'upload-failing',
    break: () => {
      chownSync(segments, 0, 0);
      chmodSync(segments, 0o555);
    },
    heal: () => {
      const { uid, gid } = postgresUser();
      chownSync(segments, uid, gid);
      chmodSync(segments, 0o755);
    },
  },
  {
    name: 'store-full',
    title: 'the disk of the store is full (a file system of 64 KiB)',
    expect: 'upload-failing',
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
    break: () => {
      configureArchiver({ ...S3_SETTINGS, WALE_S3_ENDPOINT: 'http+path://127.0.0.1:46999' });
    },
    heal: () => {
      configureArchiver();
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
      execFileSync('pkill', ['-f', WAL_PUSH]);
    },
  },
];
