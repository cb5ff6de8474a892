import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pino } from 'pino';
import type { StateConfig } from '../config/config.ts';
import { errorCode } from '../domain/error-code.ts';
import { OperatorError } from '../domain/operator-error.ts';
import type { Clock } from '../domain/time.ts';
import { openStore } from './open-store.ts';

/** Says that threads can be remembered; throws an OperatorError where they cannot. A running bot is not disturbed. */
export async function checkState(state: StateConfig, now: Clock): Promise<string> {
  switch (state.kind) {
    case 'none':
      return 'state: none is kept, since alerts are not answered';
    case 'folder':
      // The database in it belongs to the bot that may be running.
      expectWritable(resolve(state.path));
      return 'state: the folder can be written';
    case 'redis': {
      const store = await openStore(state, now, pino({ level: 'silent' }));
      await store.close();
      return 'state: Redis answers';
    }
  }
}

function expectWritable(path: string): void {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
      return;
    } catch (fault) {
      const code = errorCode(fault);
      if (code === 'ENOENT' && dirname(folder) !== folder) continue;
      throw new OperatorError(
        `cannot write in ${folder} (${code ?? 'no answer'}). Correct state.folder, or WALE_STATE_FOLDER.`,
      );
    }
  }
}
