import { AxiosError, isAxiosError } from 'axios';
import { unavailable, type Unavailable } from '../domain/reading.ts';
import { longerThan } from './answer-too-big.ts';
import { came, type Outcome } from './outcome.ts';
import {
  bodyFault,
  bodyMessage,
  httpStatus,
  isAnswer,
  isRedirect,
  redirected,
  unreachable,
  whatever,
} from './unavailable-reason.ts';

/** What a server answers by axios. Whatever is thrown is the fault of the source, or of the way to it. */
export const outcomeOf = <T>(asked: Promise<T>): Promise<Outcome<T>> =>
  asked.then(came, (fault: unknown) => (isAxiosError(fault) ? ofAxios(fault) : whatever(fault)));

function ofAxios(fault: AxiosError): Unavailable {
  if (isTooBig(fault)) return tooBig(fault.config?.maxContentLength);
  if (fault.response !== undefined && isAnswer(fault.response.status)) {
    return bodyFault(fault) ?? unavailable('bad-response', 'its answer was cut off');
  }
  if (fault.response !== undefined) {
    const { status, headers } = fault.response;
    if (isRedirect(status)) return redirected(status, headers['location']);
    return httpStatus(status, bodyMessage(fault.response.data));
  }
  return bodyFault(fault) ?? unreachable(fault.code, fault.message);
}

/**
 * axios has no code of its own for it: of all bad answers this one alone comes without the answer.
 * https://github.com/axios/axios/blob/v1.x/lib/adapters/http.js
 */
const isTooBig = ({ code, response }: AxiosError): boolean =>
  code === AxiosError.ERR_BAD_RESPONSE && response === undefined;

const tooBig = (maxBytes = 0): Unavailable =>
  unavailable('bad-response', longerThan(maxBytes).message);
