import { unavailable, type Unavailable } from '../../domain/reading.ts';
import { unreachable } from '../unavailable-reason.ts';

/** How OpenSSL and undici put into words what has a code; the longer words first. */
const CODES: readonly (readonly [words: string, code: string])[] = [
  ['certificate has expired', 'CERT_HAS_EXPIRED'],
  ['self-signed certificate in certificate chain', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['unable to verify the first certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['unable to get local issuer certificate', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ["does not match certificate's altnames", 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['other side closed', 'ECONNRESET'],
  ['Connect Timeout Error', 'ETIMEDOUT'],
];
/** Node has its code in the words as well: `connect ECONNREFUSED 127.0.0.1:9200`. */
const CODE = /\bE(?:AI_AGAIN|[A-Z]{3,})\b/;

/**
 * What went wrong on the way, by its words: Elasticsearch’s client makes an error of its own of them, without `code` or `cause`.
 * https://github.com/elastic/elastic-transport-js/blob/main/src/connection/UndiciConnection.ts
 */
export function connectionFault(words: string): Unavailable {
  if (words.includes('bad upgrade')) {
    return unavailable('unreachable', 'it answered HTTP 101: it wants to speak another protocol');
  }
  const code = CODES.find(([known]) => words.includes(known))?.[1] ?? CODE.exec(words)?.[0];
  return unreachable(code, words);
}
