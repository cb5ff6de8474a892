import { Argument, type Command } from 'commander';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from './completion-scripts.ts';
import { completionsOf } from './completions.ts';

type Load = () => Promise<{
  readonly clusterNames: (config: string | undefined) => readonly string[];
}>;

/** Adds `wale completion`, and what its scripts ask for. */
export function addShellCommands(program: Command, load: Load, out: (text: string) => void): void {
  program
    .command('completion')
    .description('prints a script that completes commands, options and cluster names in a shell')
    .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
    .action((shell: Shell) => {
      out(COMPLETION_SCRIPTS[shell]);
    });

  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const { clusterNames } = await load();
      const found = completionsOf(program, words, clusterNames);
      out(
        found === 'files'
          ? ':files\n'
          : found.map(({ value, description }) => `${value}\t${description}\n`).join(''),
      );
    });
}
