import { createCommands } from '../../src/composition/commands.ts';
import { runTerminal } from '../../src/terminal/program.ts';
import { OperatorError } from '../../src/domain/operator-error.ts';

export interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line inside the test, with an environment of its own. */
export async function runWale(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  let out = '';
  let err = '';
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const commands = () =>
    Promise.resolve(createCommands(env, Date.now, terminal, () => Promise.resolve()));
  try {
    const exitCode = await runTerminal(words, commands, terminal);
    return { exitCode, out, err };
  } catch (fault) {
    if (!(fault instanceof OperatorError)) throw fault;
    return { exitCode: 3, out, err: `${err}${fault.message}\n` };
  }
}
