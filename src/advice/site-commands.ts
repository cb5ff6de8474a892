import type { NextStep } from '../domain/finding.ts';
import { OMNIBUS, type Service, type Site } from '../domain/site.ts';
import { listPods, showNode } from './pod-commands.ts';

/** Commands about what stands around PostgreSQL: its disk, mtail and the log shipper. */

export const diskOfWal = (site: Site = OMNIBUS): string => `df -h ${site.walDisk}`.trim();

const service = ({ manager, name }: Service, verb: 'status' | 'restart'): string =>
  manager === 'sv' ? `sudo sv ${verb} ${name}` : `sudo systemctl ${verb} ${name}`;

export function mtailSteps(host: string, site: Site = OMNIBUS): readonly NextStep[] {
  if (site.kind === 'pods') {
    return [
      {
        text: 'see whether the container of mtail runs; kubectl logs shows its errors',
        command: listPods(site),
      },
      {
        text: 'only if it runs and is stuck, since it forgets its other metrics: restart its container',
        host,
      },
    ];
  }
  return [
    { text: 'see whether mtail runs', command: service(site.mtail, 'status'), host },
    {
      text: 'look for its errors',
      command:
        site.mtail.manager === 'sv'
          ? 'sudo tail -n 30 /var/log/mtail/mtail.ERROR /var/log/mtail.ERROR'
          : `sudo journalctl -u ${site.mtail.name} -n 30`,
      host,
    },
    {
      text: 'only if it runs and is stuck, since it forgets its other metrics: restart it',
      command: service(site.mtail, 'restart'),
      host,
    },
  ];
}

export const checkShipper = (host: string, site: Site = OMNIBUS): NextStep =>
  site.kind === 'pods'
    ? { text: 'check the log shipper on the node of this pod', command: showNode(site, host) }
    : {
        text: 'check the log shipper on this host',
        command: service(site.shipper, 'status'),
        host,
      };
