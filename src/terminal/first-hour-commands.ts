import { Option, type Command } from 'commander';

const OUTPUTS = ['text', 'json'] as const;
type Output = (typeof OUTPUTS)[number];

export interface CheckConfigOptions {
  readonly config: string | undefined;
  readonly output: Output;
}

/** What whoever sets Wale up asks for; each returns the exit code. */
export interface FirstHourCommands {
  readonly checkConfig: (options: CheckConfigOptions) => Promise<number>;
}

/** Loads the commands, runs one of them, and keeps its exit code. */
type Run = (act: (commands: FirstHourCommands) => Promise<number>) => Promise<void>;

/** Adds the commands of the first hour to the program. */
export function addFirstHourCommands(program: Command, run: Run): void {
  configured(program.command('check-config'))
    .description(
      'names all that is wrong with the configuration, and asks no source; exit code 0 right, 1 doubtful, 2 wrong',
    )
    .addOption(output())
    .action(({ config, output: form }: Parsed) =>
      run((commands) => commands.checkConfig({ config, output: formOf(form) })),
    );
}

interface Parsed {
  readonly config?: string;
  readonly output: string;
}

const configured = (command: Command): Command =>
  command.option('--config <file>', 'configuration file (default: WALE_CONFIG, or wale.yaml)');

const output = (): Option =>
  new Option('--output <form>', 'form of the answer').choices(OUTPUTS).default('text');

/** commander has refused every other word by now. */
const formOf = (word: string): Output => (word === 'json' ? 'json' : 'text');
