import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { errorCode } from '../domain/error-code.ts';
import { OperatorError } from '../domain/operator-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Loads the configuration from the file system and this environment. */
export const readConfig = (env: Environment, configPath: string | undefined): Config =>
  loadConfig({ env, readFile, configPath });

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    const code = errorCode(fault);
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES' || code === 'EISDIR') {
      const why = code === 'EACCES' ? 'permission denied' : 'it is a folder';
      throw new OperatorError(`cannot read ${path}: ${why}.`);
    }
    throw fault;
  }
}
