import { errors } from '@elastic/elasticsearch';
import { isAxiosError } from 'axios';
import { z } from 'zod';
import { harmlessText } from '../domain/harmless-text.ts';
import { unavailable, type Unavailable } from '../domain/reading.ts';

const UNTRUSTED = 'its certificate is not trusted: set caFile';
const SELF_SIGNED = 'its certificate is self-signed: set caFile';

/** By code where the client keeps it, else by what the message holds. */
const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name does not resolve',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  'other side closed': 'the connection was cut',
  'socket hang up': 'the connection was cut',
  EHOSTUNREACH: 'no route to it',
  ENETUNREACH: 'no route to it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  'certificate has expired': 'its certificate has expired',
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  'self-signed certificate in certificate chain': UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  'unable to verify the first certificate': UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  'unable to get local issuer certificate': UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  'self-signed certificate': SELF_SIGNED,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  "does not match certificate's altnames": 'its certificate is for another name',
};

/** The one place where a thrown fault becomes a reading. A bug is rethrown, not disguised. */
export function toUnavailable(fault: unknown): Unavailable {
  if (fault instanceof z.ZodError) return badResponse(fault);
  if (isAxiosError(fault)) {
    if (fault.response !== undefined && fault.response.status < 300) {
      return unavailable('bad-response', 'its answer was cut off');
    }
    if (fault.response !== undefined) {
      return httpStatus(fault.response.status, bodyMessage(fault.response.data));
    }
    if (
      fault.code === 'ERR_CANCELED' ||
      fault.code === 'ECONNABORTED' ||
      fault.code === 'ETIMEDOUT'
    ) {
      return noAnswer();
    }
    return unreachable(fault.code, fault.message);
  }
  if (fault instanceof errors.ResponseError) {
    return httpStatus(fault.statusCode ?? 0, bodyMessage(fault.body));
  }
  if (fault instanceof errors.TimeoutError || fault instanceof errors.RequestAbortedError) {
    return noAnswer();
  }
  if (fault instanceof errors.ProductNotSupportedError) {
    return unavailable('bad-response', 'what answers there is not Elasticsearch');
  }
  if (fault instanceof errors.DeserializationError) {
    return unavailable('bad-response', 'the answer is no JSON, or was cut off');
  }
  if (fault instanceof errors.ElasticsearchClientError) {
    return unreachable(codeOf(fault), fault.message);
  }
  throw fault;
}

const noAnswer = (): Unavailable => unavailable('timeout', 'no answer in time');

function unreachable(code: string | undefined, message: string): Unavailable {
  const known =
    CONNECTION[code ?? ''] ??
    Object.entries(CONNECTION).find(([name]) => message.includes(name))?.[1];
  if (known !== undefined) return unavailable('unreachable', known);
  if (/timed? ?out/i.test(message)) return noAnswer();
  return unavailable('unreachable', harmlessText(message, 150));
}

/** The connection's own code, which the client wraps. */
function codeOf(fault: Error): string | undefined {
  const parsed = z.object({ code: z.string() }).safeParse(fault.cause);
  return parsed.data?.code;
}

function httpStatus(status: number, message: string | undefined): Unavailable {
  const hint =
    status === 401 || status === 403
      ? ': check the credentials'
      : message === undefined
        ? ''
        : `: ${message}`;
  return unavailable('refused', `it answered HTTP ${status}${hint}`);
}

const ErrorBody = z.union([
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ error: z.object({ reason: z.string() }) }).transform(({ error }) => error.reason),
]);

function bodyMessage(body: unknown): string | undefined {
  const parsed = ErrorBody.safeParse(body);
  return parsed.success ? harmlessText(parsed.data, 150) : undefined;
}

function badResponse(fault: z.ZodError): Unavailable {
  const [issue] = fault.issues;
  if (issue === undefined || issue.path.length === 0) {
    return unavailable(
      'bad-response',
      'its answer is not the JSON that was expected, or was cut off',
    );
  }
  const what = `${issue.path.join('.')}: ${issue.message.replace(/^Invalid input: /, '')}`;
  return unavailable(
    'bad-response',
    `its answer is not what was expected (${harmlessText(what, 120)})`,
  );
}
