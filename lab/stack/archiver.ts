import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import {
  LAB_ARCHIVERS,
  type LabArchiver,
  type LabArchiverName,
  type Settings,
} from './archivers/lab-archiver.ts';
import { PGBACKREST } from './archivers/pgbackrest.ts';
import { STORE } from './archivers/store.ts';
import { WAL_E } from './archivers/wal-e.ts';
import { WAL_G_REPLAYED } from './archivers/wal-g-replayed.ts';
import { inLab, type Node } from './layout.ts';
import { makeFolderOfPostgres } from './postgres-user.ts';

const PROGRAMS: Readonly<Record<LabArchiverName, LabArchiver>> = {
  'wal-e': WAL_E,
  pgbackrest: PGBACKREST,
  'wal-g-replayed': WAL_G_REPLAYED,
};

const CHOICE = inLab('archiver', 'name');
/** What every upload reads first. */
export const ARCHIVER_ENVIRONMENT = inLab('archiver', 'env');

/** Which archiver this lab runs: it holds from `up` until `down`. */
export function chooseArchiver(name: LabArchiverName): void {
  mkdirSync(inLab('archiver'), { recursive: true });
  writeFileSync(CHOICE, name);
}

export const archiver = (): LabArchiver =>
  PROGRAMS[
    existsSync(CHOICE) ? z.enum(LAB_ARCHIVERS).parse(readFileSync(CHOICE, 'utf8')) : 'wal-e'
  ];

/** It has the archiver's name in it: pgBackRest takes no base backup with an archive_command without its own. */
export const archiveScript = (): string => inLab('archiver', `${archiver().name}-push`);
export const archiveCommand = (): string => `${archiveScript()} %p`;

const environment = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('');

/** The archiver's environment is read at each upload, as from an envdir: a fault may change it. */
export function configureArchiver(settings: Settings = archiver().settings): void {
  mkdirSync(inLab('archiver'), { recursive: true });
  writeFileSync(ARCHIVER_ENVIRONMENT, environment(settings));
  writeFileSync(
    archiveScript(),
    `#!/bin/sh
. ${ARCHIVER_ENVIRONMENT}
host=$(hostname)
[ -e ${inLab('archiver')}/"$host" ] && . ${inLab('archiver')}/"$host"
exec ${archiver().push}
`,
    { mode: 0o755 },
  );
}

function signalUploads(signal: 'CONT' | 'KILL'): void {
  const { status, stderr } = spawnSync('pkill', [`-${signal}`, '-f', archiver().uploads], {
    encoding: 'utf8',
  });
  // 1: there was none.
  if (status !== 0 && status !== 1) throw new Error(`pkill: ${stderr}`);
}

/**
 * Kills the uploads that run, as the runbook does in the end: PostgreSQL starts them again. With four
 * segments at once boto goes on trying a dead store for more than four minutes.
 */
export const killUploads = (): void => {
  signalUploads('KILL');
};

/** Lets uploads that were stopped go on. */
export const continueUploads = (): void => {
  signalUploads('CONT');
};

/** What holds for the archiver of one host only, on top of the rest. */
export function configureHost(node: Node, settings: Settings): void {
  writeFileSync(inLab('archiver', node.name), environment(settings));
}

export function configureHostAsOthers(node: Node): void {
  rmSync(inLab('archiver', node.name), { force: true });
}

export function makeStore(folder = STORE): void {
  makeFolderOfPostgres(folder);
}

/** As it was before a fault: with its own settings, and without the uploads that have others. */
export function restoreArchiver(): void {
  configureArchiver();
  killUploads();
}
