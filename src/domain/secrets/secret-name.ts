/**
 * What a name says about the value behind it. `secret`: it is one, whatever it looks like. `likely`: it is one,
 * unless it is a word, as in “token: expired”. The values of `header` and `cookie` have a form of their own.
 */
export type NameKind = 'secret' | 'likely' | 'header' | 'cookie';

const WORDS = /[A-Z]{1,80}(?![a-z])|[A-Z]?[a-z]{1,80}|\d{1,80}/g;

// `password2`, `client-key-data`, `SECRET_KEY_BASE`, `Token-0` are about the word before.
const TRAILING =
  /^(?:\d+|v|base|base64|b64|bytes|content|contents|current|data|enc|hash|hex|json|material|new|next|old|pem|plain|prev|previous|primary|raw|secondary|string|text|value)$/;

const SECRET =
  /(?:password|passwd|passphrase|passcode|passwort|kennwort|secret)s?$|pwd$|^(?:psk|kek|(?:bind|db|pg|root|user)pw)$/;
const LIKELY =
  /(?:token|credential|cred|signature|jwt)s?$|^(?:assertion|bearer|sig|\w*sess(?:ion)?id)$|(?<!by|com|en|sur|tres)pass$/;
const WELDED_KEY =
  /(?:access|account|api|app|auth|encryption|license|master|private|secret|service|session|shared|signing|storage)keys?$/;
/** What a key is of, if it is a secret. A key alone is a name of an object, a row, a setting. */
const KEY_OF =
  /^(?:access|account|aes|api|app|application|auth|azure|b|cipher|client|consumer|cse|customer|deploy|encrypt|encryption|gcs|gpg|hmac|ingest|integration|libsodium|license|master|minio|pgp|private|routing|rsa|s|sas|secret|service|session|shared|sign|signing|sodium|sse|ssh|ssl|st|storage|swift|tls|webhook)$/;
const KEY_NOT_OF =
  /^(?:cache|foreign|group|hash|host|index|kms|lock|map|object|partition|primary|public|row|sort|unique)$/;

/** Words behind a secret’s name that make it the name of something else: its file, its type, a complaint about it. */
const ABOUT =
  /^(?:age|agent|algorithm|arn|at|auth|authentication|bucket|class|command|config|count|dir|directory|disabled|enabled|encryption|endpoint|error|exception|exists|expiration|expired|expires|expiry|failed|failure|fd|field|file|files|format|found|header|host|id|ids|in|index|interval|invalid|ttl|label|length|limit|manager|match|max|method|min|mismatch|missing|mode|name|names|namespace|path|policy|prefix|provider|ref|refresh|request|required|response|rotation|second|seconds|server|service|size|skewed|state|status|store|suffix|time|timeout|transform|type|uri|url|version)$/;

/** The words of a name, in small letters: `SecretAccessKey`, `AWS_SECRET_ACCESS_KEY` and `repo1-s3-key` alike. */
const wordsOf = (name: string): string[] =>
  (name.match(WORDS) ?? []).map((word) => word.toLowerCase());

/** What the name of a setting, a field, a header or an option says about its value; undefined if nothing. */
export function nameKind(name: string): NameKind | undefined {
  const all = wordsOf(name.slice(name.lastIndexOf('.') + 1));
  const words = all.slice(0, all.findLastIndex((word) => !TRAILING.test(word)) + 1);
  const last = words.at(-1) ?? '';
  if (last.endsWith('authorization')) return 'header';
  if (last.endsWith('cookie')) return 'cookie';
  if (isSecretWord(name, words, last)) return 'secret';
  if (LIKELY.test(last) || (last === 'auth' && words.length <= 2)) return 'likely';
  if (/(?:(?:access|account|api|private|secret)_?key|secret)_?id$/.test(words.join('_')))
    return 'likely';
  // `SECRET_FOR_BACKUPS`, `tokenOfWalg`; not `token_type`, nor an error such as TokenRefreshRequired.
  const holdsOne = words.some((word) => SECRET.test(word) || LIKELY.test(word));
  return holdsOne && !ABOUT.test(all.at(-1) ?? '') ? 'likely' : undefined;
}

function isSecretWord(name: string, words: readonly string[], last: string): boolean {
  if (SECRET.test(last) || WELDED_KEY.test(last)) return true;
  // Not at the end of base64: `…FPw==`.
  if (last === 'pw' && (words.length === 1 || /[_-]pw$/i.test(name))) return true;
  // `WALG_S3_SSE_C` is the key itself.
  if (last === 'c' && words.at(-2) === 'sse') return true;
  if (last === 'pass') return words.length > 1;
  if (last !== 'key' && last !== 'keys') return false;
  const before = words.slice(0, -1);
  return before.some((word) => KEY_OF.test(word)) && !before.some((word) => KEY_NOT_OF.test(word));
}
