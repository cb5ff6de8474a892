import { readHost } from '../../domain/host.ts';
import { isMoment, type EpochMs } from '../../domain/time.ts';
import { unreadHosts, unreadName } from '../../domain/unread-hosts.ts';
import type { LogPipeline } from '../../domain/upload-log.ts';
import type { HostTerms } from './schema.ts';

/**
 * Which hosts shipped anything, by any of the fields that hold a host. Those beyond the most talkative are only
 * counted, and one without a readable time is left out as they are.
 */
export function hostActivity(
  byHostField: readonly HostTerms[],
): Pick<LogPipeline, 'hosts' | 'hostsLeftOut' | 'unreadHosts'> {
  const hosts = new Map<string, EpochMs>();
  const unread: string[] = [];
  let hostsLeftOut = byHostField.some(({ sum_other_doc_count: others }) => others > 0);
  for (const { key, newest } of byHostField.flatMap(({ buckets }) => buckets)) {
    const host = readHost(key);
    if (host === undefined) {
      if (key !== '') unread.push(unreadName(key));
    } else if (newest.value === null || !isMoment(newest.value)) hostsLeftOut = true;
    else hosts.set(host, Math.max(newest.value, hosts.get(host) ?? -Infinity));
  }
  return {
    hosts: [...hosts].map(([host, newestAt]) => ({ host, newestAt })),
    hostsLeftOut,
    unreadHosts: unreadHosts(unread),
  };
}
