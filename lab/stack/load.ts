import { join } from 'node:path';
import { startDaemon } from './daemons.ts';
import { NODES } from './layout.ts';

/** A load that fills a WAL segment every so many seconds. */
export function startLoad(everySeconds = 4): void {
  const ports = NODES.map(({ ports }) => String(ports.postgres));
  startDaemon('load', [join('lab', 'stack', 'load.sh'), String(everySeconds), ...ports]);
}
