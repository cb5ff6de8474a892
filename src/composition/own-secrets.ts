import type { Config } from '../config/config.ts';
import { secretsIn, secretsInEnvironment } from '../config/secrets-in.ts';
import { withoutMarks } from '../domain/harmless-text.ts';
import { hideValues, type Hide } from '../domain/secrets/hide-values.ts';
import { redact } from '../domain/secrets/redact.ts';
import type { Terminal } from '../terminal/program.ts';

/** What this process itself keeps secret: of its environment at once, of its configuration once that is read. */
export interface OwnSecrets {
  readonly learn: (config: Config) => void;
  readonly hide: Hide;
}

export function createOwnSecrets(env: Readonly<Record<string, string | undefined>>): OwnSecrets {
  const ofEnvironment = secretsInEnvironment(env);
  // A configuration that was replaced may still be in use for a moment.
  const known = new Set(ofEnvironment);
  let hide = hideValues([...known]);
  return {
    learn: (config) => {
      for (const secret of secretsIn(config)) known.add(secret);
      hide = hideValues([...known]);
    },
    hide: (text) => hide(text),
  };
}

/**
 * A terminal that shows none of them. What goes to stdout was made harmless where it came in; complaints may quote
 * anything, such as a path, so they are redacted as well, and have no marks that reorder what is shown.
 */
export const withoutOwnSecrets = (
  { out, err, ...rest }: Terminal,
  { hide }: OwnSecrets,
): Terminal => ({
  ...rest,
  out: (text) => {
    out(hide(text));
  },
  err: (text) => {
    err(hide(redact(withoutMarks(text))));
  },
});
