import type { Cause } from '../cause.ts';

export const NOT_EXECUTABLE: Cause = {
  cause: 'not-executable',
  words: 'the archive command cannot be run',
  signs: ['command not found', '[Errno 8]', 'Exec format error', 'unable to execute'],
  exitCodes: [{ from: 126, to: 127 }],
  examples: [
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 127',
      source: 'PostgreSQL 15, captured: at level FATAL, and not counted in failed_count',
    },
    {
      log: 'postgresql',
      message: 'archive command failed with exit code 126',
      source: 'PostgreSQL 15, from its source: the shell may not execute the program',
    },
    {
      log: 'wal-e traceback',
      message: "OSError: [Errno 8] Exec format error: 'lzop'",
      source: 'Python’s subprocess, from its source',
    },
  ],
  steps: [
    {
      text: 'see what archive_command is, and run it by hand as the postgres user: is the program there, and may it be executed?',
      command: 'sudo -u postgres psql -Atc "SHOW archive_command"',
    },
  ],
};
