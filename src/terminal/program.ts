import { Command, CommanderError, Option } from 'commander';
import type { VerdictPage } from '../domain/finding.ts';
import type { Clock, DurationMs, EpochMs } from '../domain/time.ts';
import type { Paint } from '../messages/paint.ts';
import { COLOUR_CHOICES, type ColourChoice } from './colours.ts';
import { addAcknowledgeCommands, type AcknowledgeCommands } from './acknowledge-commands.ts';
import { addFirstHourCommands, type FirstHourCommands } from './first-hour-commands.ts';
import { addExplainCommand } from './explain-command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { notesText } from './help-notes.ts';
import {
  common,
  configured,
  count,
  ofCluster,
  oneOf,
  output,
  parsed,
  timed,
  type CommonOptions,
  type ParsedOptions,
} from './options.ts';
import { addShellCommands } from './shell-commands.ts';
import { addWatchCommand, type WatchCommand } from './watch-command.ts';

const STATUS_OUTPUTS = ['text', 'json', 'nagios'] as const;
const OUTPUTS = ['text', 'json'] as const;
export type StatusOutput = (typeof STATUS_OUTPUTS)[number];
export type Output = (typeof OUTPUTS)[number];

export interface ListOptions extends CommonOptions {
  readonly output: Output;
  readonly limit: number | undefined;
}

export interface DoctorOptions {
  readonly config: string | undefined;
  readonly logFile: readonly string[];
  readonly timeout: DurationMs | undefined;
  readonly output: Output;
}

export interface ClustersOptions {
  readonly config: string | undefined;
  readonly at: EpochMs | undefined;
  readonly timeout: DurationMs | undefined;
  readonly output: Output;
}

export interface ServeOptions {
  readonly config: string | undefined;
  /** Only try everything once. */
  readonly check: boolean;
}

/** What each command does; each returns the exit code. */
export interface TerminalCommands extends FirstHourCommands, WatchCommand, AcknowledgeCommands {
  /** Of the configuration at this path, or of the one that is found; empty where there is none that can be read. */
  readonly clusterNames: (config: string | undefined) => readonly string[];
  readonly status: (
    cluster: string | undefined,
    options: CommonOptions & { readonly output: StatusOutput },
  ) => Promise<number>;
  readonly uploads: (
    cluster: string | undefined,
    options: CommonOptions & { readonly output: Output; readonly limit: number | undefined },
  ) => Promise<number>;
  readonly errors: (cluster: string | undefined, options: ListOptions) => Promise<number>;
  readonly doctor: (cluster: string | undefined, options: DoctorOptions) => Promise<number>;
  readonly clusters: (options: ClustersOptions) => Promise<number>;
  readonly serve: (options: ServeOptions) => Promise<number>;
}

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colours where whoever reads stdout sees them; undefined for none. */
  readonly paint?: Paint;
  /** Of whoever reads stdout; undefined where that is no terminal. */
  readonly size?: () => { readonly rows: number; readonly columns: number } | undefined;
  /** Of Wale, for whoever reports an answer. */
  readonly version?: string;
}

type Load = (colour: ColourChoice) => Promise<TerminalCommands>;

export interface ProgramParts {
  readonly now: Clock;
  readonly version: string;
  readonly verdictPage: VerdictPage;
}

/** Reads the words of a command line, loads the commands, runs the one that was named, and returns the exit code. */
export async function runTerminal(
  words: readonly string[],
  load: Load,
  terminal: Terminal,
  { now, version, verdictPage }: ProgramParts,
): Promise<number> {
  const { program, exitCode } = createProgram(load, terminal, { now, version, verdictPage });
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? 0 : EXIT_CODES.unknown;
    throw fault;
  }
  return exitCode();
}

/** All that can be typed. What --help says, the completion of shells and the manual page are made from this alone. */
export function createProgram(
  load: Load,
  terminal: Terminal,
  { now, version, verdictPage }: ProgramParts,
): { readonly program: Command; readonly exitCode: () => number } {
  let exitCode = 0;
  const program = new Command('wale')
    .description('says whether PostgreSQL WAL archiving works, why not, and what to do next')
    .version(`wale ${version}`, '--version', 'say which version this is')
    .addOption(
      new Option(
        '--color <when>',
        'colours of the text; auto: on a terminal, by NO_COLOR and FORCE_COLOR',
      )
        .choices(COLOUR_CHOICES)
        .default('auto'),
    )
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', notesText)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('(wale --help shows what there is)');

  const loaded = (): Promise<TerminalCommands> =>
    load(oneOf(COLOUR_CHOICES, program.opts<{ readonly color: string }>().color));

  const run = async (act: (commands: TerminalCommands) => Promise<number>): Promise<void> => {
    exitCode = await act(await loaded());
  };

  common(program.command('status'), now)
    .description('the verdict about one cluster; exit code 0 ok, 1 warning, 2 critical, 3 unknown')
    .addOption(output(STATUS_OUTPUTS))
    .action(async (cluster: string | undefined, options: ParsedOptions) => {
      exitCode = await (
        await loaded()
      ).status(cluster, {
        ...parsed(options),
        output: oneOf(STATUS_OUTPUTS, options.output),
      });
    });

  addWatchCommand(program, run);

  common(program.command('uploads'), now)
    .description('the recent uploads, the newest last; with --log-file no server is needed')
    .addOption(output(OUTPUTS))
    .option('--limit <count>', 'only the newest COUNT', count)
    .action(async (cluster: string | undefined, options: ParsedOptions) => {
      exitCode = await (
        await loaded()
      ).uploads(cluster, {
        ...parsed(options),
        output: oneOf(OUTPUTS, options.output),
        limit: options.limit,
      });
    });

  common(program.command('errors'), now)
    .description(
      'the recent errors with their causes, the newest first; --log-file needs no server',
    )
    .addOption(output(OUTPUTS))
    .option('--limit <count>', 'only the newest COUNT', count)
    .action(async (cluster: string | undefined, options: ParsedOptions) => {
      exitCode = await (
        await loaded()
      ).errors(cluster, {
        ...parsed(options),
        output: oneOf(OUTPUTS, options.output),
        limit: options.limit,
      });
    });

  ofCluster(configured(program.command('doctor')))
    .description(
      'checks each source step by step; exit code 0 all works, 1 works, but something is missing, 2 broken, 3 unknown',
    )
    .addOption(output(OUTPUTS))
    .action(async (cluster: string | undefined, options: ParsedOptions) => {
      exitCode = await (
        await loaded()
      ).doctor(cluster, {
        ...parsed(options),
        output: oneOf(OUTPUTS, options.output),
      });
    });

  timed(program.command('clusters'), now)
    .description('all clusters, one line each, the worst first; the exit code is that of the worst')
    .addOption(output(OUTPUTS))
    .action(async (options: ParsedOptions) => {
      exitCode = await (
        await loaded()
      ).clusters({
        ...parsed(options),
        output: oneOf(OUTPUTS, options.output),
      });
    });

  addAcknowledgeCommands(program, run);
  addExplainCommand(program, verdictPage, terminal.out);

  program
    .command('serve')
    .description('run the Slack bot; SIGHUP makes it read its configuration again')
    .option(
      '--check',
      'try configuration, sources, Slack and state once, and exit; exit code as for doctor',
    )
    .option('--config <file>', 'configuration file (default: WALE_CONFIG, or wale.yaml)')
    .action(async ({ config, check = false }: { config?: string; check?: boolean }) => {
      exitCode = await (await loaded()).serve({ config, check });
    });

  addFirstHourCommands(program, run);
  addShellCommands(program, loaded, terminal.out);

  program
    .command('version')
    .description('say which version this is')
    .action(() => {
      terminal.out(`wale ${version}\n`);
    });

  return { program, exitCode: () => exitCode };
}
