import { createCommands } from '../../src/composition/commands.ts';
import { createVerdictPages } from '../../src/composition/verdict-pages.ts';
import { createOwnSecrets, withoutOwnSecrets } from '../../src/composition/own-secrets.ts';
import { paintFor, type ColourChoice } from '../../src/terminal/colours.ts';
import type { Clock } from '../../src/domain/time.ts';
import { runTerminal } from '../../src/terminal/program.ts';
import { OperatorError } from '../../src/domain/operator-error.ts';

/** Nobody stops it, nobody reloads it. */
const NO_SIGNALS = { untilStopped: () => Promise.resolve(), onReload: () => () => undefined };

const VERSION = '1.2.3 (0123abc)';

export interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line inside the test, with an environment of its own. */
export async function runWale(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  isTerminal = false,
  now: Clock = Date.now,
): Promise<Run> {
  let out = '';
  let err = '';
  const screen = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const own = createOwnSecrets(env);
  const terminal = withoutOwnSecrets(screen, own);
  const commands = (colour: ColourChoice) => {
    const paint = paintFor(colour, env, isTerminal);
    const shown = { ...screen, paint, version: VERSION };
    return Promise.resolve(createCommands(env, now, shown, NO_SIGNALS, own));
  };
  try {
    const exitCode = await runTerminal(words, commands, terminal, {
      now,
      version: VERSION,
      verdictPage: createVerdictPages(),
    });
    return { exitCode, out, err };
  } catch (fault) {
    if (!(fault instanceof OperatorError)) throw fault;
    terminal.err(`${fault.message}\n`);
    return { exitCode: 3, out, err };
  }
}
