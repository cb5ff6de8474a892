import type { Report } from '../../domain/report.ts';
import { statusText } from '../status/status-text.ts';
import { cut } from '../slack/limits.ts';

/** PagerDuty takes up to 25,000 characters (https://developer.pagerduty.com/api-reference); nobody reads so many. */
const LONGEST_NOTE = 5000;

/** The verdict for the page of an incident, where plain text is shown. */
export const incidentNote = (report: Report, link: string | undefined): string =>
  cut(
    [
      `Wale looked at ${report.snapshot.cluster.name}:`,
      statusText(report).trimEnd(),
      ...(link === undefined ? [] : [`Kept up to date at ${link}`]),
    ].join('\n'),
    LONGEST_NOTE,
  );
