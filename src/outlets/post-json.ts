import axios, { isAxiosError } from 'axios';
import { isPage } from '../domain/is-page.ts';
import { BOUNDS } from '../domain/bounds.ts';
import { SECOND, type DurationMs } from '../domain/time.ts';
import { errorCode } from '../domain/error-code.ts';
import type { Delivery } from '../domain/event-map.ts';

const TIMEOUT: DurationMs = 5 * SECOND;

/** What is wrong with the message itself, and will be the next time. */
const OF_THE_MESSAGE: readonly number[] = [400, 413, 422];

/** Posts to a system that pages. Never rejects: `onFault` hears why it did not arrive, without what was sent. */
export async function postJson(
  name: string,
  url: string,
  body: object,
  headers: Readonly<Record<string, string>>,
  onFault: (fault: unknown) => void,
): Promise<Delivery> {
  try {
    const { data } = await axios.post<unknown>(url, body, {
      headers,
      signal: AbortSignal.timeout(TIMEOUT),
      // A redirect would carry the key elsewhere.
      maxRedirects: 0,
      maxContentLength: BOUNDS.pagerDutyAnswer.most,
    });
    if (!isPage(data)) return 'arrived';
    onFault(
      new Error(`${name} did not take an alarm (a web page answered, as of a login or a proxy)`),
    );
    return 'unreachable';
  } catch (fault) {
    const status = isAxiosError(fault) ? fault.response?.status : undefined;
    const why = status === undefined ? (errorCode(fault) ?? 'no answer') : `status ${status}`;
    onFault(new Error(`${name} did not take an alarm (${why})`));
    return status !== undefined && OF_THE_MESSAGE.includes(status) ? 'refused' : 'unreachable';
  }
}
