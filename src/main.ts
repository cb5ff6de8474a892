#!/usr/bin/env node
import { once } from 'node:events';
import { createCommands } from './composition/commands.ts';
import { createTakeDown } from './composition/log.ts';
import { SlackError } from './composition/slack-error.ts';
import { ConfigError } from './config/config-error.ts';
import { errorCode } from './domain/error-code.ts';
import { failureText } from './messages/failure-text.ts';
import { EXIT_CODES } from './terminal/exit-codes.ts';
import { runTerminal, type Terminal } from './terminal/program.ts';
import { StoreError } from './upstreams/thread-store/store-error.ts';
import { UsageError } from './terminal/usage-error.ts';
import { ownFailure } from './use-cases/own-failure.ts';

const terminal: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

// Whoever read it has left (`| head`, `q` in a pager): nobody is there to be told.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (fault) => {
    if (errorCode(fault) !== 'EPIPE') throw fault;
  });
}

const stopped = async (): Promise<void> => {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
};

/** One sentence for what the user can mend. Of a bug its reference, and what to run on the host instead. */
function complain(fault: unknown): void {
  const known =
    fault instanceof ConfigError ||
    fault instanceof UsageError ||
    fault instanceof SlackError ||
    fault instanceof StoreError;
  if (known) {
    terminal.err(`wale: ${fault.message}\n`);
    return;
  }
  const reference = createTakeDown(process.env, Date.now)(fault);
  terminal.err(failureText(ownFailure(undefined, reference), fault));
}

try {
  const commands = createCommands(process.env, Date.now, terminal, stopped);
  process.exitCode = await runTerminal(process.argv.slice(2), commands, terminal);
} catch (fault) {
  complain(fault);
  process.exitCode = EXIT_CODES.unknown;
}
