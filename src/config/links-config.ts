import { fillLink } from '../domain/link-template.ts';
import type { ElasticsearchSettings } from '../domain/source-settings.ts';
import type { ClusterConfig } from './config.ts';

/** Pages with what the configuration knows filled in: the index, and the tag of the archiver’s log. */
export function linksConfig(
  links: ClusterConfig['links'],
  log: ElasticsearchSettings | undefined,
): ClusterConfig['links'] {
  const values = log === undefined ? {} : { index: log.index, tag: log.selector.value };
  return Object.fromEntries(
    Object.entries(links).map(([name, link]) => [
      name,
      typeof link === 'string' ? fillLink(link, values) : link,
    ]),
  );
}
