import { styleText } from 'node:util';
import type { Severity } from '../domain/finding.ts';
import { unpainted, type Paint } from '../messages/paint.ts';

export const COLOUR_CHOICES = ['auto', 'always', 'never'] as const;
export type ColourChoice = (typeof COLOUR_CHOICES)[number];

const COLOURS = { ok: 'green', warning: 'yellow', critical: 'red', unknown: 'magenta' } as const;

const inColour: Paint = (severity: Severity, words) =>
  // Newer Node would leave the colour out by what it sees of stdout itself; Node 20.12 knows no such option.
  styleText(COLOURS[severity], words, { validateStream: false });

/**
 * What `--color` says goes first, then FORCE_COLOR, then NO_COLOR (https://no-color.org: anything but an empty value),
 * as Node itself ranks them; else only a terminal that knows colours gets them.
 */
export function paintFor(
  choice: ColourChoice,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): Paint {
  return wantsColours(choice, env, isTerminal) ? inColour : unpainted;
}

function wantsColours(
  choice: ColourChoice,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (choice !== 'auto') return choice === 'always';
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  const refused = env['NO_COLOR'];
  if (refused !== undefined && refused !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}
