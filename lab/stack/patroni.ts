import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { archiveCommand } from './archiver.ts';
import { startDaemon } from './daemons.ts';
import { asPostgres, onHost } from './host.ts';
import { inLab, NODES, PORTS, url, type Node } from './layout.ts';
import { postgresUser } from './postgres-user.ts';
import { waitFor } from './wait-for.ts';
import { walFolder } from './wal-disk.ts';

export const patroniName = (node: Node): string => `${node.name}.patroni`;

export function startEtcd(): void {
  const client = url(PORTS.etcd);
  const peer = url(PORTS.etcdPeer);
  startDaemon('etcd', [
    'etcd',
    ...['--name', 'lab', '--data-dir', inLab('etcd')],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
    ...['--initial-cluster', `lab=${peer}`, '--log-level', 'warn'],
  ]);
}

/** What an archive command lost can be pushed again from here for a good while. */
export const WAL_KEEP_SIZE = '1GB';

const authentication = {
  superuser: { username: 'postgres', password: 'lab' },
  replication: { username: 'replicator', password: 'lab' },
  rewind: { username: 'rewinder', password: 'lab' },
};

export function startPatroni(node: Node): void {
  const config = {
    scope: node.cluster.scope,
    name: node.name,
    restapi: {
      listen: `127.0.0.1:${node.ports.patroni}`,
      connect_address: `127.0.0.1:${node.ports.patroni}`,
    },
    etcd3: { host: `127.0.0.1:${PORTS.etcd}` },
    bootstrap: {
      dcs: {
        ttl: 20,
        loop_wait: 2,
        retry_timeout: 5,
        maximum_lag_on_failover: 1_073_741_824,
        postgresql: {
          use_pg_rewind: true,
          use_slots: true,
          parameters: {
            archive_mode: 'on',
            archive_command: archiveCommand(),
            archive_timeout: 30,
            checkpoint_timeout: 60,
            max_wal_size: '512MB',
            min_wal_size: '80MB',
            wal_keep_size: WAL_KEEP_SIZE,
            shared_buffers: '32MB',
            max_connections: 30,
          },
        },
      },
      initdb: [{ encoding: 'UTF8' }, 'data-checksums', { waldir: walFolder(node) }],
      users: {},
    },
    postgresql: {
      listen: `127.0.0.1:${node.ports.postgres}`,
      connect_address: `127.0.0.1:${node.ports.postgres}`,
      data_dir: join(node.home, 'data'),
      bin_dir: '/usr/lib/postgresql/15/bin',
      pgpass: join(node.home, 'pgpass'),
      basebackup: [{ waldir: walFolder(node) }],
      authentication,
      pg_hba: [
        'local all all trust',
        'host all all 127.0.0.1/32 trust',
        'host replication all 127.0.0.1/32 trust',
      ],
      parameters: {
        unix_socket_directories: node.home,
        logging_collector: true,
        log_directory: join(node.home, 'log'),
        log_filename: 'postgresql.log',
        log_file_mode: '0644',
        log_line_prefix: node.postgresLog.linePrefix,
        log_timezone: node.timeZone,
        log_checkpoints: false,
        // A server in use always has something to log: what tells a silent archiver from a silent host.
        log_connections: true,
      },
    },
  };
  const { uid, gid } = postgresUser();
  for (const folder of [node.home, join(node.home, 'log')]) {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, uid, gid);
    chmodSync(folder, 0o755);
  }
  const file = join(node.home, 'patroni.yml');
  writeFileSync(file, stringify(config));
  startDaemon(patroniName(node), onHost(node, asPostgres(['/usr/bin/patroni', file])));
}

const Member = z.object({ name: z.string(), role: z.string(), state: z.string() });
const Members = z.object({ members: z.array(Member) });

/** What Patroni says of its members, asked of the first node that answers. */
export async function members(): Promise<readonly z.infer<typeof Member>[]> {
  for (const node of NODES) {
    try {
      const answer = await fetch(`${url(node.ports.patroni)}/cluster`, {
        signal: AbortSignal.timeout(2000),
      });
      return Members.parse(await answer.json()).members;
    } catch {
      continue; // this node is down: the next may know
    }
  }
  return [];
}

/** The primary as Patroni sees it: the lab's own truth, which Wale is never told. */
export async function primaryNode(): Promise<Node | undefined> {
  const leader = (await members()).find(
    ({ role, state }) => role === 'leader' && state === 'running',
  );
  return NODES.find(({ name }) => name === leader?.name);
}

/** Waits until another node than `old` is the primary. */
export async function waitForPrimary(withinMs: number, old: Node): Promise<void> {
  await waitFor('a new primary', withinMs, async () => {
    const primary = await primaryNode();
    return primary !== undefined && primary.name !== old.name;
  });
}

export async function waitForCluster(size: number, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const all = await members();
    const running = all.filter(({ state }) => ['running', 'streaming'].includes(state));
    if (running.length >= size && running.some(({ role }) => role === 'leader')) return;
    if (Date.now() > deadline) {
      throw new Error(`expected ${size} running members with a leader, got ${JSON.stringify(all)}`);
    }
    await sleep(500);
  }
}

/** Changes PostgreSQL's settings on all nodes, through Patroni. */
export async function patchSettings(
  parameters: Readonly<Record<string, string | null>>,
): Promise<void> {
  await askPatroni('/config', 'PATCH', { postgresql: { parameters } });
}

export async function askPatroni(path: string, method: string, body: unknown): Promise<void> {
  const node = (await primaryNode()) ?? NODES[0];
  if (node === undefined) throw new Error('no node');
  await askNode(node, path, method, body);
}

export async function askNode(
  node: Node,
  path: string,
  method: string,
  body: unknown,
): Promise<void> {
  const answer = await fetch(`${url(node.ports.patroni)}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`Patroni refused ${method} ${path}: ${await answer.text()}`);
}
