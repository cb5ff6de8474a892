import type { Button } from '@slack/types';
import { fillLink, lacksValue } from '../../domain/link-template.ts';
import type { Report } from '../../domain/report.ts';
import { HOUR, MINUTE } from '../../domain/time.ts';
import { SLACK_LIMITS } from '../slack/limits.ts';

/** Pages worth a button beside the answer: addresses that may have values of the answer in braces; and who answers. */
export interface Links {
  /** Which version of Wale. */
  readonly version?: string | undefined;
  readonly runbook?: string | undefined;
  readonly kibana?: string | undefined;
  readonly grafana?: string | undefined;
  readonly explore?: string | undefined;
  /** What the verdict means; null for none. */
  readonly verdict?: string | null | undefined;
}

/** What led to the trouble is worth seeing, too. */
const BEFORE_TROUBLE = 30 * MINUTE;
const WITHOUT_TROUBLE = HOUR;

/** A button for each page whose address can be filled in from this answer. */
export function linkButtons(report: Report, links: Links): readonly Button[] {
  const { at, cluster } = report.snapshot;
  const { code, trouble } = report.verdict;
  const from =
    trouble === undefined ? at - WITHOUT_TROUBLE : Math.min(at, trouble.since) - BEFORE_TROUBLE;
  const values = {
    from: new Date(from).toISOString(),
    to: new Date(at).toISOString(),
    from_ms: String(from),
    to_ms: String(at),
    cluster: cluster.name,
    code,
    ...(report.overview.primary === undefined ? {} : { host: report.overview.primary.host }),
    ...(trouble?.file === undefined ? {} : { segment: trouble.file }),
  };
  const pages = [
    ['Runbook', links.runbook],
    ['Kibana', links.kibana],
    ['Grafana', links.grafana],
    ['Explore', links.explore],
    ['What this means', links.verdict],
  ] as const;
  return pages.flatMap(([name, template]): Button[] => {
    const url = typeof template === 'string' ? fillLink(template, values) : undefined;
    if (url === undefined || lacksValue(url) || url.length > SLACK_LIMITS.buttonUrl) return [];
    return [
      {
        type: 'button',
        action_id: `wale_link_${name.toLowerCase().replaceAll(' ', '_')}`,
        text: { type: 'plain_text', text: name },
        url,
      },
    ];
  });
}
