import { readdirSync, readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { withSecretFiles } from '../config/secret-files.ts';
import { errorCode } from '../domain/error-code.ts';
import { OperatorError } from '../domain/operator-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Loads the configuration from the file system and this environment, and the secrets that lie in files. */
export const readConfig = (env: Environment, configPath: string | undefined): Config =>
  loadConfig({ env: withSecretFiles(env, { readFile, listFolder }), readFile, configPath });

/** The same with this text in place of a file. */
export const readConfigText = (env: Environment, text: string): Config =>
  loadConfig({
    env: withSecretFiles(env, { readFile, listFolder }),
    readFile: (path) => (path === PROPOSED ? text : readFile(path)),
    configPath: PROPOSED,
  });

const PROPOSED = 'the proposed wale.yaml';

const readFile = (path: string): string | undefined =>
  readOr(path, () => readFileSync(path, 'utf8'));

const listFolder = (path: string): readonly string[] | undefined =>
  readOr(path, () => readdirSync(path));

/** What is there; undefined if nothing is. */
function readOr<Content>(path: string, read: () => Content): Content | undefined {
  try {
    return read();
  } catch (fault) {
    const code = errorCode(fault);
    if (code === 'ENOENT') return undefined;
    const why = code === undefined ? undefined : REASONS[code];
    if (why !== undefined) throw new OperatorError(`cannot read ${path}: ${why}.`);
    throw fault;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is no folder',
};
