import { existsSync, readdirSync, statSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { variable } from '../config/environment.ts';
import { DEFAULT_FILE, loadConfig } from '../config/load-config.ts';
import { withSecretFiles } from '../config/secret-files.ts';
import { errorCode } from '../domain/error-code.ts';
import { fileErrorWords } from '../domain/file-error-words.ts';
import { OperatorError } from '../domain/operator-error.ts';
import { readBounded } from './read-bounded.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Loads the configuration from the file system and this environment, and the secrets that lie in files. */
export const readConfig = (env: Environment, configPath: string | undefined): Config =>
  loadConfig({ env: withSecretFiles(env, { readFile, listFolder }), readFile, configPath });

/**
 * The file that this configuration is read from; undefined where there is none. Where it is gone later, that is a mistake, and
 * not a configuration without it.
 */
export const configFileOf = (
  env: Environment,
  configPath: string | undefined,
  exists: (path: string) => boolean = existsSync,
): string | undefined =>
  configPath ?? variable(env, 'WALE_CONFIG') ?? (exists(DEFAULT_FILE) ? DEFAULT_FILE : undefined);

/** The same with this text in place of a file. */
export const readConfigText = (env: Environment, text: string): Config =>
  loadConfig({
    env: withSecretFiles(env, { readFile, listFolder }),
    readFile: (path) => (path === PROPOSED ? text : readFile(path)),
    configPath: PROPOSED,
  });

const PROPOSED = 'the proposed wale.yaml';

const readFile = (path: string): string | undefined =>
  readOr(path, () => {
    expectEnd(path);
    const text = readBounded(path, LONGEST_FILE);
    if (text !== undefined) return text;
    throw new OperatorError(`cannot read ${path}: it is longer than 8 MiB.`);
  });

/** A thousand clusters with all that can be said of them are some 2 MB. */
const LONGEST_FILE = 8 * 1024 * 1024;

/** A pipe that nobody writes to would hold up everything. What a shell gives in place of a file ends with its command. */
function expectEnd(path: string): void {
  const found = statSync(path);
  if (found.isFIFO() && !path.startsWith('/dev/')) {
    throw new OperatorError(`cannot read ${path}: it is a pipe, which may have no end.`);
  }
}

const listFolder = (path: string): readonly string[] | undefined =>
  readOr(path, () => readdirSync(path));

/** What is there; undefined if nothing is. */
function readOr<Content>(path: string, read: () => Content): Content | undefined {
  try {
    return read();
  } catch (fault) {
    const code = errorCode(fault);
    if (code === 'ENOENT') return undefined;
    if (code === undefined) throw fault;
    throw new OperatorError(`cannot read ${path}: ${fileErrorWords(code)}.`);
  }
}
