import { codeOfSurroundings, errorCode } from '../../domain/error-code.ts';

/** What the first word of a refusal means: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
const WORDS: Readonly<Record<string, string>> = {
  NOAUTH: 'it refuses the login',
  WRONGPASS: 'it refuses the login',
  NOPERM: 'it refuses the login',
  READONLY: 'it is a read-only replica',
  NOREPLICAS: 'it accepts no writes without its replicas',
  MISCONF: 'it accepts no writes because it cannot save them',
  OOM: 'its memory is full',
  LOADING: 'it is still loading its data',
  MASTERDOWN: 'it has lost its primary',
  MOVED: 'it is one node of a Redis Cluster',
  ASK: 'it is one node of a Redis Cluster',
  CLUSTERDOWN: 'its cluster is down',
  WRONGTYPE: 'something other than Wale uses its keys (see who, or set another state.prefix)',
};

/** How ioredis words an answer that did not come: its errors have no code. */
const UNANSWERED =
  /^(?:Command timed out|Connection is closed|Stream isn't writeable|Reached the max retries|Socket timeout)/;

/** Node's codes, and OpenSSL's for certificates: the server did answer. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const OF_TLS =
  /^(?:EPROTO$|ERR_TLS_|ERR_SSL_|CERT_|CRL_|(?:DEPTH_ZERO_)?SELF_SIGNED_|UNABLE_TO_|INVALID_(?:CA|NON_CA|PURPOSE)$|ERROR_IN_C|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$)/;

const NO_ANSWER = 'no answer';

/** Why Redis did not do as it was asked, in a few words of ours; undefined if it is not a fault of Redis. */
export function redisRefusal(fault: unknown): string | undefined {
  const code = errorCode(fault) ?? '';
  if (OF_TLS.test(code)) return `the TLS connection failed: ${code}`;
  if (!(fault instanceof Error)) return errorCode(fault);
  if (UNANSWERED.test(fault.message)) return NO_ANSWER;
  const [word] = /^[A-Z]{2,20}(?= |$)/.exec(fault.message) ?? [];
  const isReply = fault.constructor.name === 'SimpleError' || fault.name === 'ReplyError';
  if (isReply && word !== undefined) return `${WORDS[word] ?? 'it refuses'}: ${word}`;
  return errorCode(fault);
}

/**
 * The same while it runs. A command that waits, one that comes later, and the next try to connect fail in different words
 * over one outage: that is one reason.
 */
export function redisReason(fault: unknown): string | undefined {
  const refusal = redisRefusal(fault);
  if (refusal !== errorCode(fault)) return refusal;
  return codeOfSurroundings(fault) === undefined ? undefined : NO_ANSWER;
}
