const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  // key=value and key: value, quoted or not, for whatever looks like a secret's name.
  [
    /((?:secret|token|passw(?:or)?d|passphrase|api[-_]?key|access[-_]?key(?:[-_]?id)?|account[-_]?key|private[-_]?key|credential|signature|authorization|x-amz-(?:signature|credential|security-token)|sig)["']?\s*[=:]\s*["']?)((?:Bearer|Basic|AWS)\s+)?[^\s"'&,;<>]+/gi,
    '$1[redacted]',
  ],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi, '$1 [redacted]'],
  // user:password@ in any URL.
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@:]{0,100}:[^\s/@]{1,300}@/gi, '$1[redacted]@'],
  // Well-known shapes: AWS key ids, Slack tokens, GitHub and GitLab tokens, Google keys, JSON web tokens.
  [/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, '[redacted]'],
  [/\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}/g, '[redacted]'],
  [/\b(?:gh[pousr]_|glpat-|github_pat_)[A-Za-z0-9_-]{10,}/g, '[redacted]'],
  [/\bAIza[A-Za-z0-9_-]{20,}/g, '[redacted]'],
  [/\bya29\.[A-Za-z0-9_-]{10,}/g, '[redacted]'],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+)?/g, '[redacted]'],
  [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    '[redacted]',
  ],
  // A bare AWS secret: 40 characters of base64 that stand alone. Paths have dots or more slashes.
  [
    /(?<![A-Za-z0-9+/=._-])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=._-])/g,
    '[redacted]',
  ],
];

/** Replaces what looks like a secret. Better one word too many than one token in a channel. */
export function redact(text: string): string {
  return REPLACEMENTS.reduce((result, [pattern, by]) => result.replace(pattern, by), text);
}

// Marks without a width that hide or reorder text: removed, so that they cannot split a secret in two.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g;
// eslint-disable-next-line no-control-regex -- these are what is taken out
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** As much of a text as is ever looked at: a traceback of WAL-E has at most some 4 KB. */
const LOOKED_AT = 16_384;

/** One line of what was said, with nothing in it that hides text or moves a cursor. */
function onOneLine(raw: string): string {
  return raw
    .slice(0, LOOKED_AT)
    .replace(INVISIBLE, '')
    .replace(CONTROL, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Makes somebody else's text safe to keep and to show: redacted, on one line, at most `max` characters. */
export function harmlessText(raw: string, max: number): string {
  const line = redact(onOneLine(raw));
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}
