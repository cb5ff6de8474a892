import { setTimeout as sleep } from 'node:timers/promises';
import { signalDaemon } from '../stack/daemons.ts';
import { NODES, url, type Node } from '../stack/layout.ts';
import { patroniName, primaryNode, waitForCluster } from '../stack/patroni.ts';
import { leftBehind } from '../stack/segments.ts';
import { bringBack, crashWithWalLeftBehind, switchOver } from './cluster-faults.ts';
import type { Fault } from './fault.ts';

/** Wale asks the REST interface of each member as well. */
const WITH_PATRONI = { patroni: { urls: NODES.map(({ ports }) => url(ports.patroni)) } };

/** After a while without its lock Patroni makes itself a replica, or takes the lock again. */
const SETTLES_MS = 10_000;

async function letGoOn(nodes: readonly Node[]): Promise<void> {
  for (const node of nodes) signalDaemon(patroniName(node), 'SIGCONT');
  await sleep(SETTLES_MS);
  await waitForCluster(NODES.length, 120_000);
}

export const PATRONI_FAULTS: readonly Fault[] = [
  {
    name: 'patroni-switchover',
    title: 'Patroni switches over to another node; Wale asks Patroni as well',
    expect: 'healthy',
    config: WITH_PATRONI,
    break: switchOver,
    heal: () => waitForCluster(NODES.length, 60_000),
  },
  {
    name: 'patroni-hole-open',
    title: 'the primary dies with segments that it could not push; Wale asks Patroni as well',
    expect: 'wal-gap',
    says: /which is not back/,
    config: WITH_PATRONI,
    break: crashWithWalLeftBehind,
    truth: async (primary) => {
      const current = await primaryNode();
      if (current === undefined) throw new Error('Patroni names no primary');
      return `hole in the WAL archive: ${leftBehind(primary, current)} were not pushed`;
    },
    heal: bringBack,
  },
  {
    name: 'patroni-replica-hangs',
    title: 'Patroni hangs on a replica (SIGSTOP), and the other members answer Wale',
    expect: 'healthy',
    config: WITH_PATRONI,
    break: (primary) => {
      const replica = NODES.find(({ name }) => name !== primary.name);
      if (replica !== undefined) signalDaemon(patroniName(replica), 'SIGSTOP');
    },
    heal: (primary) => letGoOn(NODES.filter(({ name }) => name !== primary.name)),
  },
  {
    name: 'patroni-hangs',
    title: 'Patroni hangs on all nodes (SIGSTOP), and PostgreSQL goes on archiving',
    expect: 'cannot-tell',
    says: /could not read Patroni/,
    config: WITH_PATRONI,
    break: () => {
      for (const node of NODES) signalDaemon(patroniName(node), 'SIGSTOP');
    },
    heal: () => letGoOn(NODES),
  },
];
