import { OperatorError } from '../domain/operator-error.ts';
import { ENVIRONMENT_VARIABLES, type Environment } from './environment.ts';

export interface SecretFiles {
  /** Undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** The names in a folder; undefined if there is no such folder. */
  readonly listFolder: (path: string) => readonly string[] | undefined;
}

const VARIABLE = /^[A-Z][A-Z0-9_]{0,99}$/;

/** A key or a token; whatever is longer is another file. */
const LONGEST_SECRET = 64 * 1024;

/** Some editors put it at the beginning of a file. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** A line feed, another control character, or bytes that are no text. */
// eslint-disable-next-line no-control-regex -- these are what is refused
const NO_SECRET = /[\u0000-\u001f\u007f\ufffd]/;

/**
 * The environment with what stands in files: for each `NAME_FILE` the variable NAME, and for each file of
 * WALE_SECRETS_FOLDER (or of the folder that systemd names) the variable that it is called. Read anew each time, since
 * secrets are replaced. Throws an OperatorError where a file is missing or a variable would have two values.
 */
export function withSecretFiles(
  env: Environment,
  { readFile, listFolder }: SecretFiles,
): Environment {
  const named = env['WALE_SECRETS_FOLDER'];
  const folder = isSet(named) ? named : env['CREDENTIALS_DIRECTORY'];
  const inFolder = isSet(folder) ? listFolder(folder) : [];
  if (inFolder === undefined) {
    if (isSet(named)) throw new OperatorError(`WALE_SECRETS_FOLDER: there is no folder ${named}.`);
    return withNamedFiles(env, readFile);
  }
  const fromFolder = inFolder
    .filter((name) => VARIABLE.test(name) && !isSet(env[name]))
    .map((name) => [name, secretIn(`${folder}/${name}`, name, readFile)] as const);
  return { ...Object.fromEntries(fromFolder), ...withNamedFiles(env, readFile) };
}

function withNamedFiles(env: Environment, readFile: SecretFiles['readFile']): Environment {
  const fromFiles = ENVIRONMENT_VARIABLES.flatMap((name) => {
    const path = env[`${name}_FILE`];
    if (!isSet(path)) return [];
    if (isSet(env[name])) {
      throw new OperatorError(
        `${name}: expected either ${name} or ${name}_FILE, got both. Take one away.`,
      );
    }
    const secret = secretIn(path, `${name}_FILE`, readFile);
    // A file that is being replaced may be empty for a moment: the source would be asked without its login.
    if (secret.trim() === '') {
      throw new OperatorError(
        `${name}_FILE: expected one line of text in ${path}, got an empty file. Write it there, or take ${name}_FILE away.`,
      );
    }
    return [[name, secret] as const];
  });
  const known = Object.entries(env).filter(([, value]) => isSet(value));
  return { ...Object.fromEntries(known), ...Object.fromEntries(fromFiles) };
}

function secretIn(path: string, variable: string, readFile: SecretFiles['readFile']): string {
  const text = readNamed(path, variable, readFile)?.replace(BYTE_ORDER_MARK, '');
  if (text === undefined)
    throw new OperatorError(`${variable}: cannot read ${path}: no such file.`);
  if (text.length > LONGEST_SECRET) {
    throw new OperatorError(`${variable}: ${path} is too long for a secret.`);
  }
  const isOurs = ENVIRONMENT_VARIABLES.some(
    (name) => variable === name || variable === `${name}_FILE`,
  );
  if (isOurs && NO_SECRET.test(text.trim())) {
    throw new OperatorError(
      `${variable}: expected one line of text in ${path}, got something else.`,
    );
  }
  return text;
}

/** The fault names the file; this adds the variable that named it. */
function readNamed(
  path: string,
  variable: string,
  readFile: SecretFiles['readFile'],
): string | undefined {
  try {
    return readFile(path);
  } catch (fault) {
    if (!(fault instanceof OperatorError)) throw fault;
    throw new OperatorError(`${variable}: ${fault.message}`);
  }
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';
