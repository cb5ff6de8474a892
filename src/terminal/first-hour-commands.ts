import { InvalidArgumentError, Option, type Command } from 'commander';
import { OperatorError } from '../domain/operator-error.ts';
import type { DurationMs } from '../domain/time.ts';
import { parseSeconds } from './parse-seconds.ts';

const OUTPUTS = ['text', 'json'] as const;
type Output = (typeof OUTPUTS)[number];

export interface CheckConfigOptions {
  readonly config: string | undefined;
  readonly output: Output;
}

export interface TestAlertOptions extends CheckConfigOptions {
  /** The channel that a post is in, if it does not say so itself. */
  readonly channel: string | undefined;
  /** The cluster that it must be about. */
  readonly cluster: string | undefined;
}

export interface InitOptions {
  readonly elasticsearch: string | undefined;
  readonly prometheus: string | undefined;
  /** The file to write; undefined for none. */
  readonly write: string | undefined;
  readonly timeout: DurationMs | undefined;
}

/** What whoever sets Wale up asks for; each returns the exit code. */
export interface FirstHourCommands {
  readonly checkConfig: (options: CheckConfigOptions) => Promise<number>;
  readonly init: (options: InitOptions) => Promise<number>;
  readonly testAlert: (file: string, options: TestAlertOptions) => Promise<number>;
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

  program
    .command('init')
    .description(
      'asks the sources what there is, proposes a wale.yaml, and shows what it would answer; exit code 0, 1 one source is missing',
    )
    .option('--elasticsearch <url>', 'where the log index is (default: ELASTICSEARCH_URL)')
    .option('--prometheus <url>', 'where the metrics are (default: PROMETHEUS_URL)')
    .option('--write <file>', 'write it there, unless that file is there already')
    .option('--timeout <seconds>', 'how long it may take (30)', asSeconds)
    .action(({ elasticsearch, prometheus, write, timeout }: Partial<InitOptions>) =>
      run((commands) => commands.init({ elasticsearch, prometheus, write, timeout })),
    );

  configured(program.command('test-alert'))
    .description(
      'whether Wale would answer an alert, and about which cluster; exit code 0 yes, 1 it cannot tell the cluster, 2 no, 3 not understood',
    )
    .argument('<file>', 'JSON of a post in Slack or of a webhook; - for standard input')
    .option('--cluster <name>', 'the cluster that it must be about, or the exit code is 2')
    .option('--channel <id>', 'the channel of a post that does not say it itself')
    .addOption(output())
    .action((file: string, { config, cluster, channel, output: form }: ParsedTrial) =>
      run((commands) =>
        commands.testAlert(file, { config, cluster, channel, output: formOf(form) }),
      ),
    );
}

function asSeconds(text: string): DurationMs {
  try {
    return parseSeconds(text);
  } catch (fault) {
    if (fault instanceof OperatorError) throw new InvalidArgumentError(fault.message);
    throw fault;
  }
}

interface ParsedTrial extends Parsed {
  readonly cluster?: string;
  readonly channel?: string;
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
