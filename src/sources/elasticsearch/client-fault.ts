import { errors } from '@elastic/elasticsearch';
import { z } from 'zod';
import { unavailable, type Unavailable } from '../../domain/reading.ts';
import { came, type Outcome } from '../outcome.ts';
import {
  bodyMessage,
  httpStatus,
  isRedirect,
  isWebPage,
  noAnswer,
  redirected,
  webPage,
  whatever,
} from '../unavailable-reason.ts';
import { connectionFault } from './connection-fault.ts';
import { NO_SUCH_INDEX } from './no-such-index.ts';
import { OddStatus } from './odd-status.ts';

/** What the client answers. Whatever it throws is the fault of the source, or of the way to it. */
export const outcomeOf = <T>(asked: Promise<T>): Promise<Outcome<T>> =>
  asked.then(came, toUnavailable);

function toUnavailable(fault: unknown): Unavailable {
  if (fault instanceof errors.ResponseError) {
    const body: unknown = fault.body;
    const status = fault.statusCode ?? 0;
    const reason = noSuchIndex(body) ? 'no-data' : 'refused';
    return httpStatus(status, bodyMessage(body), reason);
  }
  if (fault instanceof OddStatus) {
    return isRedirect(fault.status)
      ? redirected(fault.status, fault.location)
      : httpStatus(fault.status, undefined);
  }
  if (fault instanceof errors.ProductNotSupportedError) {
    return isWebPage(fault.meta?.body)
      ? webPage()
      : unavailable('bad-response', 'what answers there is not Elasticsearch');
  }
  if (fault instanceof errors.DeserializationError) {
    return unavailable('bad-response', 'the answer is no JSON, or was cut off');
  }
  if (fault instanceof errors.TimeoutError || fault instanceof errors.RequestAbortedError) {
    return noAnswer();
  }
  if (fault instanceof errors.ElasticsearchClientError) {
    return connectionFault(fault.message);
  }
  return whatever(fault);
}

const NoSuchIndex = z.object({ error: z.object({ type: z.literal(NO_SUCH_INDEX) }) });
const noSuchIndex = (body: unknown): boolean => NoSuchIndex.safeParse(body).success;
