import { setTimeout as sleep } from 'node:timers/promises';
import { configureArchiver, killUploads } from '../stack/archiver.ts';
import { askPostgres } from '../stack/ask-postgres.ts';
import { stopDaemon } from '../stack/daemons.ts';
import { openGate, slowGate } from '../stack/gates.ts';
import { NODES, type Node } from '../stack/layout.ts';
import { startLoad } from '../stack/load.ts';
import { nodeExporterName, startNodeExporter } from '../stack/metrics.ts';
import { S3_SETTINGS } from '../stack/object-store.ts';
import { patchSettings, waitForCluster, WAL_KEEP_SIZE } from '../stack/patroni.ts';
import { waitingSegments } from '../stack/segments.ts';
import { waitFor } from '../stack/wait-for.ts';
import { resizeWalDisk, usedOfWalDisk } from '../stack/wal-disk.ts';
import { WAL_E_ONLY, type Fault } from './fault.ts';

const SEGMENT = 16 * 1024 * 1024;
/** The backlog grows into what is kept in any case first, and the disk loses nothing: here for a minute. */
const KEEP_SIZE = '256MB';
/** What that and a checkpoint's worth of WAL take. */
const KEPT = 32 * SEGMENT;
/** At about a segment every three seconds this lasts longer than `backlogGrowingFor` asks. */
const ROOM = 110 * SEGMENT;
/** Patroni hears of a changed setting at its next loop. */
const SETTING_TAKES_EFFECT_MS = 5000;

/** WAL-E gives up on a store that keeps silent for five seconds. */
const STORE_ANSWERS_AFTER_MS = 2500;

/** Little room is left, and WAL is written a little faster than it is uploaded. */
export async function fillWalDisk(primary: Node): Promise<void> {
  await patchSettings({ wal_keep_size: KEEP_SIZE });
  await sleep(SETTING_TAKES_EFFECT_MS);
  askPostgres(primary, 'CHECKPOINT');
  resizeWalDisk(primary, Math.max(usedOfWalDisk(primary), KEPT) + ROOM);
  slowGate('store', { answerDelayMs: STORE_ANSWERS_AFTER_MS });
  configureArchiver({ ...S3_SETTINGS, POOL_SIZE: '1' });
  await stopDaemon('load');
  startLoad(1.2);
}

export async function makeRoomOnWalDisk(primary: Node): Promise<void> {
  resizeWalDisk(primary);
  await patchSettings({ wal_keep_size: WAL_KEEP_SIZE });
  configureArchiver();
  killUploads();
  openGate('store');
  await stopDaemon('load');
  startLoad();
}

/** Wale is asked when the growth is nearly old enough to be called one. */
const untilItHasGrown = (primary: Node): Promise<void> =>
  waitFor('sixty segments that wait', 400_000, () =>
    Promise.resolve(waitingSegments(primary).length >= 60),
  );

export const DISK_FAULTS: readonly Fault[] = [
  {
    name: 'wal-disk-full',
    title: 'something else takes the room on the disk of pg_wal, and all is archived',
    expect: 'wal-disk-full',
    break: (primary) => {
      // What is recycled lasts for some seconds, then PostgreSQL stops.
      resizeWalDisk(primary, usedOfWalDisk(primary) + SEGMENT / 2);
    },
    heal: async (primary) => {
      resizeWalDisk(primary);
      await waitForCluster(NODES.length, 120_000);
    },
  },
  {
    name: 'wal-disk-filling',
    title: 'little room is left on the disk of pg_wal, and uploads have been too slow for minutes',
    expect: 'backlog-growing',
    archivers: WAL_E_ONLY,
    says: /the disk will be full in/,
    break: async (primary) => {
      await fillWalDisk(primary);
      await untilItHasGrown(primary);
    },
    heal: makeRoomOnWalDisk,
  },
  {
    name: 'wal-disk-unwatched',
    title: 'the same, and node_exporter is stopped: how much room is left is not known',
    expect: 'backlog-growing',
    archivers: WAL_E_ONLY,
    says: /the backlog is growing[^]*how much room is left on the disk is not known/,
    break: async (primary) => {
      await stopDaemon(nodeExporterName(primary));
      await fillWalDisk(primary);
      await untilItHasGrown(primary);
    },
    heal: async (primary) => {
      startNodeExporter(primary);
      await makeRoomOnWalDisk(primary);
    },
  },
];
