import { harmlessLines } from '../domain/harmless-text.ts';
import { isHarmlessValue } from '../domain/secrets/is-harmless-value.ts';
import type { Hide } from '../domain/secrets/hide-values.ts';
import { nameKind } from '../domain/secrets/secret-name.ts';

const DEEPEST = 8;
const MOST_ENTRIES = 100;

/** A value for the log: what stands under the name of a secret is hidden whole, every other text redacted. */
export function loggable(value: unknown, hide: Hide, depth = 0): unknown {
  if (typeof value === 'string') return hide(harmlessLines(value));
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '[too deep]';
  if (Array.isArray(value)) {
    return value.slice(0, MOST_ENTRIES).map((item: unknown) => loggable(item, hide, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ENTRIES)
      .map(([name, item]: [string, unknown]) => [
        hide(harmlessLines(name)),
        isSecretField(name, item) ? '[redacted]' : loggable(item, hide, depth + 1),
      ]),
  );
}

/** A map under such a name has names of its own. */
function isSecretField(name: string, value: unknown): boolean {
  const kind = nameKind(name);
  if (kind === undefined) return false;
  if (typeof value === 'string' || typeof value === 'number') {
    return !isHarmlessValue(`${value}`, { kind, by: 'sets', quoted: true });
  }
  return Array.isArray(value);
}
