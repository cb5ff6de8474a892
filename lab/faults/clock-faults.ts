import { configureHost, configureHostAsOthers } from '../stack/archiver.ts';
import { stopDaemon } from '../stack/daemons.ts';
import type { Node } from '../stack/layout.ts';
import { collectorName, startCollector } from '../stack/syslog.ts';
import type { Fault } from './fault.ts';

/** The archiver and syslog of this host live at another time. */
async function shiftClock(node: Node, offset: string): Promise<void> {
  const faketime = {
    LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
    FAKETIME: offset,
  };
  configureHost(node, faketime);
  await stopDaemon(collectorName(node));
  startCollector(node, faketime);
}

async function setRight(node: Node): Promise<void> {
  configureHostAsOthers(node);
  await stopDaemon(collectorName(node));
  startCollector(node);
}

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
