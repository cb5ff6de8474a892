#!/usr/bin/env node
import { once } from 'node:events';
import { createCommands } from './composition/commands.ts';
import { SlackError } from './composition/slack-error.ts';
import { createOwnSecrets, withoutOwnSecrets } from './composition/own-secrets.ts';
import { ConfigError } from './config/config-error.ts';
import { errorCode } from './domain/error-code.ts';
import { EXIT_CODES } from './terminal/exit-codes.ts';
import { runTerminal, type Terminal } from './terminal/program.ts';
import { StoreError } from './upstreams/thread-store/store-error.ts';
import { UsageError } from './terminal/usage-error.ts';

const own = createOwnSecrets(process.env);
const screen: Terminal = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};
const terminal = withoutOwnSecrets(screen, own);

// Whoever read it has left (`| head`, `q` in a pager): nobody is there to be told.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (fault) => {
    if (errorCode(fault) !== 'EPIPE') throw fault;
  });
}

const stopped = async (): Promise<void> => {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
};

/** One sentence for what the user can mend. A bug is shown whole, for whoever mends that. */
function complain(fault: unknown): void {
  const known =
    fault instanceof ConfigError ||
    fault instanceof UsageError ||
    fault instanceof SlackError ||
    fault instanceof StoreError;
  const text = known
    ? fault.message
    : `this is a fault of Wale, please report it: ${String(fault)}`;
  terminal.err(`wale: ${text}\n`);
}

try {
  const commands = createCommands(process.env, Date.now, screen, stopped, own);
  process.exitCode = await runTerminal(process.argv.slice(2), commands, terminal);
} catch (fault) {
  complain(fault);
  process.exitCode = EXIT_CODES.unknown;
}
