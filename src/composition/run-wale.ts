import { readBuildInfo } from './read-build-info.ts';
import type { ProcessSignals } from './signals.ts';
import { createVerdictPages } from './verdict-pages.ts';
import { buildWords } from '../operation/build-info.ts';
import { createOwnSecrets, withoutOwnSecrets } from './own-secrets.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { DurationMs } from '../domain/time.ts';
import { EXIT_CODES } from '../terminal/exit-codes.ts';
import { paintFor, type ColourChoice } from '../terminal/colours.ts';
import { runTerminal, type Terminal, type TerminalCommands } from '../terminal/program.ts';
import { whenReaderLeaves } from '../terminal/when-reader-leaves.ts';

const own = createOwnSecrets(process.env);
const screen: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  // Some terminals do not tell their size.
  size: () => (process.stdout.isTTY && process.stdout.rows > 0 ? process.stdout : undefined),
};
const terminal = withoutOwnSecrets(screen, own);

// What the command found still decides what the process ends with.
for (const stream of [process.stdout, process.stderr]) whenReaderLeaves(stream, () => undefined);

const version = buildWords(readBuildInfo());

/**
 * What was left unfinished may keep the process alive no longer than this: a connection that is given up while it comes up
 * would for ten seconds more.
 */
const LEAVE_AFTER_MS = 100;
/** Whoever stops a bot leaves more of it unfinished. */
const LEAVE_BOT_AFTER_MS = 1000;

/** One sentence for what the user can mend. Of a bug its reference, and what to run on the host instead. */
async function complain(fault: unknown): Promise<void> {
  if (fault instanceof OperatorError) {
    terminal.err(`wale: ${fault.message}\n`);
    return;
  }
  const [{ createTakeDown }, { failureText }, { ownFailure }] = await Promise.all([
    import('./take-down.ts'),
    import('../messages/failure/failure-text.ts'),
    import('../use-cases/own-failure.ts'),
  ]);
  const takeDown = await createTakeDown(process.env, Date.now, own.hide);
  const reference = takeDown(fault);
  terminal.err(failureText(ownFailure(undefined, reference), fault));
}

/** Loaded once a command is known: `--help` needs none of it, and is to be there at once. */
const commandsFor =
  (signals: ProcessSignals) =>
  async (colour: ColourChoice): Promise<TerminalCommands> => {
    const { createCommands } = await import('./commands.ts');
    const paint = paintFor(colour, process.env, process.stdout.isTTY);
    return createCommands(process.env, Date.now, { ...screen, paint, version }, signals, own);
  };

/** Runs the command that these words are, and sets what the process ends with. */
export async function runWale(words: readonly string[], signals: ProcessSignals): Promise<void> {
  try {
    process.exitCode = await runTerminal(words, commandsFor(signals), terminal, {
      now: Date.now,
      version,
      verdictPage: createVerdictPages(),
    });
  } catch (fault) {
    await complain(fault);
    process.exitCode = EXIT_CODES.unknown;
  }
  leaveAfter(signals.isEnding() ? LEAVE_BOT_AFTER_MS : LEAVE_AFTER_MS);
}

/** Not before everything is written. */
function leaveAfter(waitMs: DurationMs): void {
  setTimeout(() => {
    if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
    leaveAfter(waitMs);
  }, waitMs).unref();
}
