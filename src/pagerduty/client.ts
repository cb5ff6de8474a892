import { BOUNDS } from '../domain/bounds.ts';
import axios from 'axios';
import { isPage } from '../domain/is-page.ts';
import { SECOND, type DurationMs } from '../domain/time.ts';

export interface PagerDutySettings {
  readonly url: string;
  readonly token: string;
  /** The e-mail address of the user in whose name notes are written. */
  readonly from: string;
}

const TIMEOUT: DurationMs = 5 * SECOND;

/** Writes notes on incidents. https://developer.pagerduty.com/api-reference, “Create a note on an incident” */
export function createIncidentNotes({ url, token, from }: PagerDutySettings) {
  const http = axios.create({
    baseURL: url,
    // A redirect would carry the token elsewhere.
    maxRedirects: 0,
    maxContentLength: BOUNDS.pagerDutyAnswer.most,
    headers: {
      Authorization: `Token token=${token}`,
      From: from,
      Accept: 'application/vnd.pagerduty+json;version=2',
    },
  });
  return async (incident: string, content: string): Promise<void> => {
    const path = `/incidents/${encodeURIComponent(incident)}/notes`;
    // The time-out of axios begins anew with each byte.
    const signal = AbortSignal.timeout(TIMEOUT);
    const { data } = await http.post<unknown>(path, { note: { content } }, { signal });
    if (isPage(data)) throw new Error('a web page answered in place of PagerDuty');
  };
}
