import { withoutCommandSecrets } from './command-secrets.ts';
import { withoutContinuations, withoutKeyBlocks, withoutRandomRuns } from './key-material.ts';
import { withoutKnownTokens } from './known-tokens.ts';
import { withoutNamedSecrets } from './named-secrets.ts';
import { withoutUrlPasswords } from './url-passwords.ts';

/**
 * Replaces what looks like a secret: by its own form, by where it stands, by its name. Whole keys go first, since
 * anything may be found within them, and commands before names: an empty value makes the program behind it look like one.
 */
export function redact(text: string): string {
  return [
    withoutKeyBlocks,
    withoutUrlPasswords,
    withoutCommandSecrets,
    withoutNamedSecrets,
    withoutKnownTokens,
    withoutRandomRuns,
    withoutContinuations,
  ].reduce((result, without) => without(result), text);
}
