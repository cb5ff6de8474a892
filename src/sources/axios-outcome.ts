import { isAxiosError, type AxiosError } from 'axios';
import { unavailable, type Unavailable } from '../domain/reading.ts';
import { AnswerTooBig } from './answer-too-big.ts';
import { came, type Outcome } from './outcome.ts';
import {
  bodyFault,
  bodyMessage,
  httpStatus,
  isAnswer,
  isRedirect,
  noAnswer,
  redirected,
  unreachable,
  whatever,
} from './unavailable-reason.ts';

/** What a server answers by axios. Whatever is thrown is the fault of the source, or of the way to it. */
export const outcomeOf = <T>(asked: Promise<T>): Promise<Outcome<T>> =>
  asked.then(came, (fault: unknown) => (isAxiosError(fault) ? ofAxios(fault) : whatever(fault)));

function ofAxios(fault: AxiosError): Unavailable {
  if (fault.message.startsWith('maxContentLength')) return tooBig(fault.config?.maxContentLength);
  if (fault.response !== undefined && isAnswer(fault.response.status)) {
    return bodyFault(fault) ?? unavailable('bad-response', 'its answer was cut off');
  }
  if (fault.response !== undefined) {
    const { status, headers } = fault.response;
    if (isRedirect(status)) return redirected(status, headers['location']);
    return httpStatus(status, bodyMessage(fault.response.data));
  }
  if (['ERR_CANCELED', 'ECONNABORTED', 'ETIMEDOUT'].includes(fault.code ?? '')) return noAnswer();
  return bodyFault(fault) ?? unreachable(fault.code, fault.message);
}

const tooBig = (maxBytes = 0): Unavailable =>
  unavailable('bad-response', new AnswerTooBig(maxBytes).message);
