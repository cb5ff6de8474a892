import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Node } from './layout.ts';
import { postgresUser } from './postgres-user.ts';

const MIB = 1024 * 1024;

/**
 * What PostgreSQL keeps of its own accord (`wal_keep_size`, a checkpoint's worth of recycled segments), and three
 * times as much for what waits. It is memory, taken as it is filled.
 */
const USUAL_SIZE = 4096 * MIB;

/** Where a host of GitLab's has its database; its node_exporter says so of the file system. */
export const WAL_DISK_ON_HOST = '/var/opt/gitlab';

export const walDisk = (node: Node): string => join(node.home, 'wal');
/** What `pg_wal` in the data directory points to. */
export const walFolder = (node: Node): string => join(walDisk(node), 'pg_wal');

/**
 * A file system of its own for pg_wal, so that its room can run out. It is mounted outside of the host's
 * namespace: what is on a disk outlives the host.
 */
export function mountWalDisk(node: Node): void {
  if (isMounted(node)) return;
  mkdirSync(walDisk(node), { recursive: true });
  const { uid, gid } = postgresUser();
  const options = `size=${USUAL_SIZE},uid=${uid},gid=${gid},mode=755`;
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'wal-disk', walDisk(node)]);
}

/** Lazily: what was killed a moment ago may still hold a file open. */
export function unmountWalDisk(node: Node): void {
  if (isMounted(node)) execFileSync('umount', ['--lazy', walDisk(node)]);
}

export function wipeWalDisk(node: Node): void {
  rmSync(walFolder(node), { recursive: true, force: true });
}

/** Changes how much the disk holds, in bytes; what is on it stays. */
export function resizeWalDisk(node: Node, size = USUAL_SIZE): void {
  execFileSync('mount', ['-o', `remount,size=${size}`, walDisk(node)]);
}

/** How many bytes are in use there. */
export function usedOfWalDisk(node: Node): number {
  const { blocks, bfree, bsize } = statfsSync(walDisk(node));
  return (blocks - bfree) * bsize;
}

const isMounted = (node: Node): boolean =>
  readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .some((line) => line.split(' ')[1] === walDisk(node));
