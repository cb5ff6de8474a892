import type { Readable } from 'node:stream';
import { addAbortSignal } from 'node:stream';
import type { AxiosResponse } from 'axios';
import { BOUNDS } from '../domain/bounds.ts';
import { unavailable, type Unavailable } from '../domain/reading.ts';
import { longerThan, togetherLongerThan } from './answer-too-big.ts';
import { expectPlainJson } from './expect-plain-json.ts';
import { came, type Outcome } from './outcome.ts';
import {
  bodyFault,
  bodyMessage,
  httpStatus,
  isAnswer,
  isRedirect,
  noAnswer,
  redirected,
} from './unavailable-reason.ts';

/** How many bytes the answers to one question may have together: they are all held at the same time. */
export interface Budget {
  readonly most: number;
  left: number;
}

export const budgetOf = (most: number): Budget => ({ most, left: most });

/**
 * The JSON in an answer that was asked for as a stream, up to `mostBytes` as it is unpacked, and up to what is left for
 * all answers of this question. Text that is no JSON is given as it is: whoever reads it says what was expected. A redirect
 * is read as well, since an answer that is left unread keeps its connection busy.
 */
export async function boundedAnswer(
  { data: body, status, headers }: AxiosResponse<Readable>,
  mostBytes: number,
  budget: Budget,
  signal: AbortSignal,
  /** Throws where what came so far is more than is wanted. */
  expectWanted: (chunk: Buffer) => void = () => undefined,
): Promise<Outcome<unknown>> {
  addAbortSignal(signal, body);
  const isError = !isAnswer(status);
  const refused = (message: string | undefined): Unavailable =>
    isRedirect(status) ? redirected(status, headers['location']) : httpStatus(status, message);
  const most = isError ? BOUNDS.errorAnswer.most : mostBytes;
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      budget.left -= chunk.length;
      if (size > most) throw longerThan(most);
      if (budget.left < 0) throw togetherLongerThan(budget.most);
      if (!isError) expectWanted(chunk);
      parts.push(chunk);
    }
    const text = Buffer.concat(parts)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
    expectPlainJson(text);
    const json = jsonOr(text);
    return isError ? refused(bodyMessage(json)) : came(json);
  } catch (fault) {
    if (signal.aborted && !isRedirect(status)) return noAnswer();
    if (isError) return refused(undefined);
    return bodyFault(fault) ?? unavailable('bad-response', 'its answer was cut off');
  }
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
