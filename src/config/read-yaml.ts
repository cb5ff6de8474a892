import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { ConfigFile } from './config-file.ts';
import { ConfigError } from './config-error.ts';
import { closest } from './closest.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Path = readonly PropertyKey[];

const MAX_ERRORS = 10;

/** Reads and checks wale.yaml. `${NAME}` in any value comes from the environment. */
export function readYaml(text: string, fileName: string, env: Environment): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    const what = syntax.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? '';
    throw new ConfigError(`${fileName}:${line}:${col}: this is no valid YAML: ${what}`);
  }

  const place = (path: Path): string => {
    const offset = offsetOf(document, path);
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}: ${path.map(String).join('.') || 'the file'}`;
  };
  const secret = new Set<string>();
  const filled = fillIn(document.toJS() ?? {}, [], env, place, secret);
  const parsed = ConfigFile.safeParse(filled);
  if (parsed.success) return parsed.data;

  const sentences = parsed.error.issues
    .flatMap((issue) => problems(issue, filled, secret))
    .map(({ path, problem }) => `${place(path)}: ${problem}`);
  const more = sentences.length > MAX_ERRORS ? [`… and ${sentences.length - MAX_ERRORS} more`] : [];
  throw new ConfigError([...sentences.slice(0, MAX_ERRORS), ...more].join('\n'));
}

/** Where a value stands in the file, or the nearest thing above it that does. */
function offsetOf(document: Document, path: Path): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function fillIn(
  value: unknown,
  path: Path,
  env: Environment,
  place: (path: Path) => string,
  secret: Set<string>,
): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, name: string) => {
      const found = env[name];
      if (found === undefined || found === '') {
        throw new ConfigError(
          `${place(path)}: expected the environment variable ${name} to be set, and it is not. Set it, or write the value here.`,
        );
      }
      secret.add(path.join('.'));
      return found;
    });
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => fillIn(item, [...path, index], env, place, secret));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        fillIn(item, [...path, key], env, place, secret),
      ]),
    );
  }
  return value;
}

interface Problem {
  readonly path: Path;
  readonly problem: string;
}

const SECRET_NAME = /auth|token|password|secret|apikey/i;

function problems(
  issue: z.core.$ZodIssue,
  file: unknown,
  secret: ReadonlySet<string>,
): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = closest(key, keysAt(issue.path));
      const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
      return { path: [...issue.path, key], problem: `no setting has this name.${hint}` };
    });
  }
  const value = issue.path.reduce<unknown>(
    (found, key) => (found as Record<PropertyKey, unknown> | undefined)?.[key],
    file,
  );
  const hidden =
    secret.has(issue.path.join('.')) || issue.path.some((key) => SECRET_NAME.test(String(key)));
  const came = hidden ? '[hidden]' : shown(value);
  const expected =
    issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const wanted = expected.replace(/^Invalid (?:input|option): /, '').replace(/, received .*$/, '');
  return [{ path: issue.path, problem: `${wanted}, got ${came}` }];
}

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);

/** The names that the schema knows at a place, through whatever wraps them. */
function keysAt(path: Path): readonly string[] {
  let schema: unknown = ConfigFile;
  for (const key of path) schema = childOf(unwrap(schema), key);
  const shape = (unwrap(schema) as { shape?: Record<string, unknown> } | undefined)?.shape;
  return Object.keys(shape ?? {});
}

function unwrap(schema: unknown): unknown {
  let inner = schema as { unwrap?: () => unknown } | undefined;
  while (typeof inner?.unwrap === 'function') inner = inner.unwrap() as typeof inner;
  return inner;
}

function childOf(schema: unknown, key: PropertyKey): unknown {
  const { shape, valueType } = (schema ?? {}) as {
    shape?: Record<PropertyKey, unknown>;
    valueType?: unknown;
  };
  return shape?.[key] ?? valueType;
}
