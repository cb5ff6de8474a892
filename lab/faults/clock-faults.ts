import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { configureHost, configureHostAsOthers } from '../stack/archiver.ts';
import { stopDaemon } from '../stack/daemons.ts';
import type { Node } from '../stack/layout.ts';
import { archiverLog, collectorName, startCollector } from '../stack/syslog.ts';
import type { Fault } from './fault.ts';

/** The archiver and syslog of this host live at another time. */
async function shiftClock(node: Node, offset: string): Promise<void> {
  const faketime = {
    LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
    FAKETIME: offset,
  };
  configureHost(node, faketime);
  await restartCollector(node, faketime);
}

async function setRight(node: Node): Promise<void> {
  configureHostAsOthers(node);
  await restartCollector(node);
}

/** What is logged while no syslog listens is lost, so it is restarted right after an upload: the next takes seconds to come. */
async function restartCollector(
  node: Node,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const log = archiverLog(node);
  const until = Date.now() + LONGEST_PAUSE_MS;
  for (let size = sizeOf(log); sizeOf(log) === size && Date.now() < until;) await sleep(20);
  for (let size = -1; size !== sizeOf(log);) {
    size = sizeOf(log);
    await sleep(SETTLED_MS);
  }
  await stopDaemon(collectorName(node));
  startCollector(node, env);
}

/** The load fills a segment about every four seconds, and slower on a busy machine. */
const LONGEST_PAUSE_MS = 30_000;
/** An upload is over, and its last line is written, when its log has been still for so long. */
const SETTLED_MS = 600;

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

export const CLOCK_FAULTS: readonly Fault[] = [
  {
    name: 'clock-ahead',
    title: 'the clock of the primary is 4 minutes ahead',
    expect: 'healthy',
    break: (primary) => shiftClock(primary, '+240s'),
    heal: setRight,
  },
  {
    name: 'clock-behind',
    title: 'the clock of the primary is 4 minutes behind',
    expect: 'cannot-tell',
    says: /clock/i,
    break: (primary) => shiftClock(primary, '-240s'),
    heal: setRight,
  },
];
