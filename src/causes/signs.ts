const compiled = new WeakMap<readonly string[], RegExp>();

/** Whether a complaint has one of these signs; what a sign is, is said in cause.ts. */
export function hasSign(signs: readonly string[], complaint: string): boolean {
  const known = compiled.get(signs);
  // Without a sign nothing matches: an empty alternative would match everything.
  const pattern =
    known ?? new RegExp(signs.length === 0 ? '(?!)' : signs.map(asPattern).join('|'), 'i');
  if (known === undefined) compiled.set(signs, pattern);
  return pattern.test(complaint);
}

/** Whole words: `gpg` is not found in `gpgconf`, nor `Error 403` in `Error 4030`. */
function asPattern(sign: string): string {
  const body = sign
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.{0,120}?');
  const before = /^[a-z0-9]/i.test(sign) ? '(?<![a-z0-9])' : '';
  const after = /[a-z0-9]$/i.test(sign) ? '(?![a-z0-9])' : '';
  return before + body + after;
}
