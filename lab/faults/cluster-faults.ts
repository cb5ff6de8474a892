import { setTimeout } from 'node:timers/promises';
import { archiver, configureHost, configureHostAsOthers, makeStore } from '../stack/archiver.ts';
import { STORE_OF_OTHER } from '../stack/archivers/store.ts';
import { stopDaemon } from '../stack/daemons.ts';
import { NODES, OTHER_NODE, type Node } from '../stack/layout.ts';
import { startLoad } from '../stack/load.ts';
import { startPrometheus } from '../stack/metrics.ts';
import { bootNode, crashNode, hasData, watchNode, wipeData } from '../stack/node.ts';
import { askNode, primaryNode, waitForCluster, waitForPrimary } from '../stack/patroni.ts';
import { archiveWhatIsMissing, waitingSegments } from '../stack/segments.ts';
import { waitFor } from '../stack/wait-for.ts';
import type { Fault } from './fault.ts';
import { makeStoreUnwritable, makeStoreWritable } from './store-faults.ts';

/** The primary dies with WAL that it could not push. The others streamed that WAL, and take it for archived. */
export async function crashWithWalLeftBehind(primary: Node): Promise<void> {
  makeStoreUnwritable();
  try {
    await waitFor('six segments that wait', 90_000, () =>
      Promise.resolve(waitingSegments(primary).length >= 6),
    );
    await crashNode(primary);
  } finally {
    makeStoreWritable();
  }
  await waitForPrimary(60_000, primary);
}

export async function switchOver(primary: Node): Promise<void> {
  const candidate = NODES.find(({ name }) => name !== primary.name)?.name;
  await askNode(primary, '/switchover', 'POST', { leader: primary.name, candidate });
  await waitForPrimary(60_000, primary);
}

export async function bringBack(node: Node): Promise<void> {
  await bootNode(node);
  await waitForCluster(NODES.length, 90_000);
  watchNode(node);
}

/**
 * Who became the primary without metrics, these show at the next step of their range, and steps are 30 s apart, which is
 * longer than a failover is given here. Another switchover before that would hide a whole reign from them.
 */
const ROLES_SHOW_AFTER_MS = 45_000;

export const CLUSTER_FAULTS: readonly Fault[] = [
  {
    name: 'switchover',
    title: 'Patroni switches over to another node',
    expect: 'healthy',
    break: switchOver,
    heal: () => waitForCluster(NODES.length, 60_000),
  },
  {
    name: 'failover-clean',
    title: 'the primary dies with nothing left to push',
    expect: 'healthy',
    break: async (primary) => {
      await stopDaemon('load');
      await waitFor('no segment that waits', 60_000, () =>
        Promise.resolve(waitingSegments(primary).length === 0),
      );
      await crashNode(primary);
      await waitForPrimary(60_000, primary);
      startLoad();
    },
    heal: bringBack,
  },
  {
    name: 'failover-hole-open',
    title: 'the primary dies with segments that it could not push, and stays away',
    expect: 'wal-gap',
    says: /which is not back/,
    break: crashWithWalLeftBehind,
    heal: bringBack,
  },
  {
    name: 'failover-hole-closing',
    title: 'the same, and the old primary comes back and pushes what it had',
    expect: 'healthy',
    meanwhile: ['wal-gap'],
    break: async (primary) => {
      await crashWithWalLeftBehind(primary);
      await bringBack(primary);
    },
    heal: () => undefined,
  },
  {
    name: 'failover-hole-permanent',
    title: 'the same, and the old primary is rebuilt: what only it had pushed is lost',
    expect: 'wal-gap',
    says: /rejoined without uploading/,
    break: async (primary) => {
      await crashWithWalLeftBehind(primary);
      wipeData(primary);
      await bringBack(primary);
    },
    heal: async () => {
      const primary = await primaryNode();
      if (primary !== undefined) archiveWhatIsMissing(primary);
    },
  },
  {
    name: 'failover-no-metrics',
    title: 'the old primary comes back and pushes what it had while Prometheus is stopped',
    expect: 'cannot-tell',
    never: ['wrong-host'],
    break: async (primary) => {
      await stopDaemon('prometheus');
      await crashWithWalLeftBehind(primary);
      await bringBack(primary);
    },
    heal: async () => {
      startPrometheus();
      await setTimeout(ROLES_SHOW_AFTER_MS);
    },
  },
  {
    name: 'two-clusters',
    title: 'another cluster in the same index and Prometheus, whose uploads fail',
    expect: 'healthy',
    break: async () => {
      makeStore(STORE_OF_OTHER);
      configureHost(OTHER_NODE, archiver().settingsThatFail);
      await bootNode(OTHER_NODE);
      await waitFor('the other cluster', 60_000, () => Promise.resolve(hasData(OTHER_NODE)));
      watchNode(OTHER_NODE);
      startLoad(4, [OTHER_NODE], 'load-ci');
    },
    heal: async () => {
      await stopDaemon('load-ci');
      await crashNode(OTHER_NODE);
      wipeData(OTHER_NODE);
      configureHostAsOthers(OTHER_NODE);
    },
  },
];
