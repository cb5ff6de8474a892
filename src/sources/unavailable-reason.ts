import { z } from 'zod';
import { errorCode } from '../domain/error-code.ts';
import { harmlessText } from '../domain/harmless-text.ts';
import { mismatchWords } from '../domain/mismatch-words.ts';
import { unavailable, type Unavailable, type UnavailableReason } from '../domain/reading.ts';
import { AnswerTooBig } from './answer-too-big.ts';
import { AnswerTooIntricate } from './expect-plain-json.ts';

const UNTRUSTED = 'its certificate is not trusted: set caFile';

/** By the codes of Node, and of the OpenSSL in it. */
const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name does not resolve',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed: set caFile',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};
/** Of the system, and of axios: its own `timeout`, and a signal. */
const TIMEOUTS: readonly string[] = ['ETIMEDOUT', 'ECONNABORTED', 'ERR_CANCELED'];

/**
 * Whatever else a client threw becomes a reading: all of it, since nothing else stands between a source that fails
 * oddly and whoever waits for an answer. Our own code is not run under its protection.
 */
export const whatever = (fault: unknown): Unavailable =>
  bodyFault(fault) ??
  (isTimeout(fault) ? noAnswer() : unreachable(errorCode(fault), messageOf(fault)));

/** The name of what `AbortSignal.timeout` gives as its reason. https://dom.spec.whatwg.org/#dom-abortsignal-timeout */
const isTimeout = (fault: unknown): boolean =>
  fault instanceof Error && fault.name === 'TimeoutError';

/** What may be wrong with the body of an answer whose head came. */
export function bodyFault(fault: unknown): Unavailable | undefined {
  if (fault instanceof AnswerTooBig || fault instanceof AnswerTooIntricate)
    return unavailable('bad-response', fault.message);
  const code = errorCode(fault) ?? '';
  if (!/^(?:Z_|ERR_Z|ERR_.*BROTLI|HPE_)/.test(code)) return undefined;
  return code.startsWith('HPE_')
    ? unavailable('bad-response', 'what answers there does not speak HTTP')
    : unavailable('bad-response', 'its answer was cut off, or is not packed as it says');
}

const messageOf = (fault: unknown): string =>
  fault instanceof Error ? fault.message : 'it failed, and did not say why';

export const noAnswer = (): Unavailable => unavailable('timeout', 'no answer in time');

export function unreachable(code: string | undefined, message: string): Unavailable {
  if (code !== undefined && TIMEOUTS.includes(code)) return noAnswer();
  return unavailable('unreachable', CONNECTION[code ?? ''] ?? harmlessText(message, 150));
}

export function httpStatus(
  status: number,
  message: string | undefined,
  reason: UnavailableReason = 'refused',
): Unavailable {
  // Whoever may not do a thing is told which; whoever is not let in at all has the wrong credentials.
  const hint =
    status === 401 || (status === 403 && message === undefined)
      ? ': check the credentials'
      : message === undefined
        ? ''
        : `: ${message}`;
  return unavailable(reason, `it answered HTTP ${status}${hint}`);
}

/** Of an answer that sends us elsewhere, where nobody follows: most often to a login page. */
export function redirected(status: number, location: unknown): Unavailable {
  const to = typeof location === 'string' && URL.canParse(location) ? new URL(location).host : '';
  const where = to === '' ? 'elsewhere' : `to ${harmlessText(to, 80)}`;
  return unavailable(
    'refused',
    `it answered HTTP ${status} and sends us ${where}, as a login page or a proxy does`,
  );
}

/** Not 304, which sends nobody anywhere. https://www.rfc-editor.org/rfc/rfc9110#section-15.4 */
export const isRedirect = (status: number): boolean =>
  status >= 300 && status < 400 && status !== 304;

/** What was asked for comes with 200 alone: 206 is a part of it, 203 another's version, and 204 nothing. */
export const isAnswer = (status: number): boolean => status === 200;

const PAGE = /^\uFEFF?\s*<(?:!doctype\s+html|html|head|body)\b/i;

/** An answer that is a web page: what was asked is behind a login or a proxy, or is another program. */
export const isWebPage = (answer: unknown): boolean =>
  typeof answer === 'string' && PAGE.test(answer.slice(0, 1000));

export const webPage = (): Unavailable =>
  unavailable(
    'bad-response',
    'it answered with a web page in place of JSON, as a login page or a proxy does',
  );

const ErrorBody = z.union([
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ error: z.object({ reason: z.string() }) }).transform(({ error }) => error.reason),
  z.object({ message: z.string() }).transform(({ message }) => message),
  // A proxy refuses in a line of plain text.
  z.string().regex(/^[^<{]{1,500}$/),
]);

/** What a server says of its refusal, in its own words; undefined if it says nothing that can be shown. */
export function bodyMessage(body: unknown): string | undefined {
  const parsed = ErrorBody.safeParse(typeof body === 'string' ? body.trim() : body);
  return parsed.success ? harmlessText(parsed.data, 150) : undefined;
}

/** An answer in another form than the one that is read. */
export function otherThanExpected({ issues }: z.ZodError, answer: unknown): Unavailable {
  if ((issues[0]?.path ?? []).length === 0) {
    return unavailable(
      'bad-response',
      'its answer is not the JSON that was expected, or was cut off',
    );
  }
  return unavailable(
    'bad-response',
    `its answer is not what was expected (${mismatchWords(issues, answer)})`,
  );
}
