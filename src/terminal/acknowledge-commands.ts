import { Option, type Command } from 'commander';

interface ConfigOption {
  readonly config: string | undefined;
}

export interface ListedOptions extends ConfigOption {
  readonly output: 'text' | 'json';
}

/** What somebody knows of, in the state that the bot keeps; each returns the exit code. */
export interface AcknowledgeCommands {
  /** `text`: all that stands behind `ack`. */
  readonly acknowledge: (text: string, options: ConfigOption) => Promise<number>;
  readonly unacknowledge: (cluster: string | undefined, options: ConfigOption) => Promise<number>;
  readonly acknowledgements: (
    cluster: string | undefined,
    options: ListedOptions,
  ) => Promise<number>;
}

/** Loads the commands, runs one of them, and keeps its exit code. */
type Run = (act: (commands: AcknowledgeCommands) => Promise<number>) => Promise<void>;

/** Adds the commands about what is acknowledged to the program. */
export function addAcknowledgeCommands(program: Command, run: Run): void {
  configured(program.command('ack'))
    .description(
      'CLUSTER [maintenance | RANGE] until TIME because REASON: you know about it, so until then it no longer decides the verdict, here or in Slack; exit code 0, or 1 if it was refused',
    )
    .argument('<words...>', 'such as: main until 18:00 because the store is being moved')
    .action((words: readonly string[], { config }: Parsed) =>
      run((commands) => commands.acknowledge(words.join(' '), { config })),
    );

  configured(program.command('unack'))
    .description(
      'ends everything that is acknowledged for a cluster; exit code 0, or 1 if nothing was',
    )
    .argument('[cluster]', CLUSTER)
    .action((cluster: string | undefined, { config }: Parsed) =>
      run((commands) => commands.unacknowledge(cluster, { config })),
    );

  configured(program.command('acks'))
    .description('what is acknowledged at the moment, until when, by whom and why')
    .argument('[cluster]', 'only of this one')
    .addOption(
      new Option('--output <form>', 'form of the answer').choices(['text', 'json']).default('text'),
    )
    .action((cluster: string | undefined, { config, output }: Parsed) =>
      run((commands) =>
        commands.acknowledgements(cluster, {
          config,
          output: output === 'json' ? 'json' : 'text',
        }),
      ),
    );
}

const CLUSTER = 'as named in the configuration; not needed if there is only one';

interface Parsed {
  readonly config?: string;
  readonly output?: string;
}

const configured = (command: Command): Command =>
  command.option('--config <file>', 'configuration file (default: WALE_CONFIG, or wale.yaml)');
