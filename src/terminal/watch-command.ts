import type { Command } from 'commander';
import { SECOND, type DurationMs } from '../domain/time.ts';
import { asArgument, configured, ofCluster, parsed, type ParsedOptions } from './options.ts';
import { parseSeconds } from './parse-seconds.ts';

export interface WatchOptions {
  readonly config: string | undefined;
  readonly logFile: readonly string[];
  readonly timeout: DurationMs | undefined;
  readonly every: DurationMs;
}

export interface WatchCommand {
  /** Returns the exit code of the last answer. */
  readonly watch: (cluster: string | undefined, options: WatchOptions) => Promise<number>;
}

/** As often as an alert’s thread is looked after at first. */
const EVERY: DurationMs = 30 * SECOND;

type Run = (act: (commands: WatchCommand) => Promise<number>) => Promise<void>;

/** Adds `wale watch`. */
export function addWatchCommand(program: Command, run: Run): void {
  ofCluster(configured(program.command('watch')))
    .description(
      'asks again and again, and says when the verdict changes; all clusters where none is named and there are several; Ctrl+C ends it with the exit code of the last answer',
    )
    .option('--every <seconds>', 'how long to wait between two answers (default: 30)', asSeconds)
    .action(
      (
        cluster: string | undefined,
        options: ParsedOptions & { readonly every?: DurationMs },
      ): Promise<void> => {
        const { config, logFile, timeout } = parsed(options);
        const { every = EVERY } = options;
        return run((commands) => commands.watch(cluster, { config, logFile, timeout, every }));
      },
    );
}

const asSeconds = asArgument((text) => parseSeconds(text, '--every'));
