import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { archiver, archiveCommand, archiveScript, continueUploads } from '../stack/archiver.ts';
import { startDaemon, stopDaemon } from '../stack/daemons.ts';
import { asPostgres, onHost } from '../stack/host.ts';
import { startLoad } from '../stack/load.ts';
import { askNode, patchSettings, primaryNode, waitForCluster } from '../stack/patroni.ts';
import { archiveWhatIsMissing } from '../stack/segments.ts';
import { archiverLog } from '../stack/syslog.ts';
import { inLab, NODES, type Node } from '../stack/layout.ts';
import { startPrometheus } from '../stack/metrics.ts';
import type { Fault } from './fault.ts';

/** Patroni hears of a changed setting at its next loop. */
const SETTING_TAKES_EFFECT_MS = 5000;

const withCommand = (command: string) => () => patchSettings({ archive_command: command });
const asBefore = () => patchSettings({ archive_command: archiveCommand() });

async function restartAll(): Promise<void> {
  await sleep(SETTING_TAKES_EFFECT_MS);
  for (const node of NODES) await askNode(node, '/restart', 'POST', {});
  await waitForCluster(NODES.length, 60_000);
}

function startSecondWriter(primary: Node): void {
  const replica = NODES.find(({ name }) => name !== primary.name);
  if (replica === undefined) throw new Error('there is no replica');
  const script = inLab('archiver', 'second-writer');
  copyFileSync(join('lab', 'faults', 'second-writer.sh'), script);
  const job = [script, String(primary.ports.postgres), join(replica.home, 'data')];
  startDaemon('second-writer', onHost(replica, asPostgres([...job, archiveScript()])));
}

export const ARCHIVER_FAULTS: readonly Fault[] = [
  {
    name: 'push-stopped',
    title: 'the process of an upload is stopped in the middle (SIGSTOP)',
    expect: 'upload-stuck',
    break: (primary) => {
      const { uploads, log } = archiver();
      execFileSync('bash', [
        ...['lab/faults/stop-push.sh', uploads, archiverLog(primary)],
        ...[log.begin, log.completed],
      ]);
    },
    heal: continueUploads,
  },
  {
    name: 'command-fails',
    title: 'archive_command fails without a word (/bin/false)',
    expect: 'upload-failing',
    break: withCommand('/bin/false'),
    heal: asBefore,
  },
  {
    name: 'command-missing',
    title: 'archive_command names a program that is not there',
    expect: 'upload-failing',
    break: withCommand('/opt/archiver/bin/push %p'),
    heal: asBefore,
  },
  {
    name: 'silent-drop',
    title: 'archive_command says success and stores nothing (/bin/true)',
    // PostgreSQL counts successes: whether only the log is lost, no look from outside can tell.
    expect: 'cannot-tell',
    says: /a monitoring fault or a silent drop/,
    break: withCommand('/bin/true'),
    heal: async (primary) => {
      await asBefore();
      await sleep(SETTING_TAKES_EFFECT_MS);
      archiveWhatIsMissing(primary);
    },
  },
  {
    name: 'silent-drop-repaired',
    title: 'archive_command stored nothing for two and a half minutes, and was repaired',
    expect: 'wal-gap',
    says: /were not uploaded|a monitoring fault or a silent drop/,
    break: async () => {
      await patchSettings({ archive_command: '/bin/true' });
      // Less than two minutes are too short for the metric to tell, and that is what Wale would say.
      await sleep(SETTING_TAKES_EFFECT_MS + 150_000);
      await asBefore();
      await sleep(SETTING_TAKES_EFFECT_MS);
    },
    heal: archiveWhatIsMissing,
  },
  {
    name: 'second-writer',
    title: 'a replica archives the current timeline as well',
    expect: 'wrong-host',
    break: startSecondWriter,
    heal: () => stopDaemon('second-writer'),
  },
  {
    name: 'second-writer-no-metrics',
    title: 'the same while Prometheus is stopped: the log alone tells',
    expect: 'wrong-host',
    says: /both archive timeline \d+, and only one of them can be the primary/,
    break: async (primary) => {
      await stopDaemon('prometheus');
      startSecondWriter(primary);
    },
    heal: async () => {
      await stopDaemon('second-writer');
      startPrometheus();
    },
  },
  {
    name: 'archive-mode-off',
    title: 'archive_mode is off, after a restart of all nodes',
    expect: 'archiver-not-running',
    break: async () => {
      await patchSettings({ archive_mode: 'off' });
      await restartAll();
    },
    heal: async () => {
      await patchSettings({ archive_mode: 'on' });
      await restartAll();
      // With archive_mode off PostgreSQL leaves no mark on what it writes: nothing is archived later.
      const primary = await primaryNode();
      if (primary !== undefined) archiveWhatIsMissing(primary);
    },
  },
  {
    name: 'idle',
    title: 'nothing is written: no load',
    expect: 'idle',
    break: () => stopDaemon('load'),
    heal: () => {
      startLoad();
    },
  },
];
