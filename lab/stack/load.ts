import { join } from 'node:path';
import { startDaemon } from './daemons.ts';
import { NODES } from './layout.ts';

/** A load that fills a WAL segment every so many seconds, on whichever of the nodes is the primary. */
export function startLoad(everySeconds = 4, nodes = NODES, name = 'load'): void {
  const ports = nodes.map(({ ports }) => String(ports.postgres));
  startDaemon(name, [join('lab', 'stack', 'load.sh'), String(everySeconds), ...ports]);
}
