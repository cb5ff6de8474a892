import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { complaints, placeWords, type Complaint } from './complaints.ts';
import { redact } from '../domain/secrets/redact.ts';
import { ConfigFile } from './config-file.ts';
import type { Environment } from './environment.ts';
import { fillIn, type FilePath } from './fill-in.ts';
import { expectedWords } from '../domain/mismatch-words.ts';
import { OperatorError } from '../domain/operator-error.ts';

/** What wale.yaml holds, as far as it is right. */
export interface FileRead {
  /** The sections without a mistake. */
  readonly file: ConfigFile;
  /** Sections in which something is wrong: what is said about these alone may be trusted. */
  readonly wrong: ReadonlySet<string>;
  /** Each with its place, what was expected and what came. */
  readonly mistakes: readonly string[];
  /** Where the first of these stands that is in the file: `wale.yaml:3:4`. */
  readonly placeOf: (paths: readonly FilePath[]) => string;
}

/**
 * Reads and checks wale.yaml. `${NAME}` in any value comes from the environment. Throws an OperatorError where it is no
 * YAML at all.
 */
export function readYaml(text: string, fileName: string, env: Environment): FileRead {
  const lines = new LineCounter();
  // At its own level the parser tells stderr of odd keys, and quotes them.
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const placeAt = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}`;
  };

  // Only the first: in a file that cannot be read, the rest follows from it.
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    throw new OperatorError(`${placeAt(syntax.pos[0])}: ${notYaml(syntax)}`);
  }

  expectNoCircle(document, (offset) => placeAt(offset));
  const { value, filled, unset } = fillIn(plainData(document, fileName), env);
  const parsed = ConfigFile.safeParse(value, { error: expectedWords });
  const complained: readonly Complaint[] = [
    ...unset.map(({ path, name }): Complaint => ({
      path,
      place: placeWords(path),
      about: 'value',
      sentence: `expected the environment variable ${variableWords(name)} to be set, and it is not. Set it, or write the value here.`,
    })),
    // What a variable would have brought is not known, so it is not wrong as well.
    ...(parsed.error?.issues ?? [])
      .filter(({ path }) => !unset.some(({ path: of }) => isSame(of, path)))
      .flatMap((issue) => complaints(issue, value, filled)),
  ];
  return {
    file: complained.length === 0 ? (parsed.data ?? {}) : rightSections(value, complained),
    wrong: new Set(complained.map(({ path: [section] }) => String(section))),
    mistakes: complained.map(
      ({ path, place, about, sentence }) =>
        `${placeAt(offsetOf(document, path, about))}: ${place}: ${sentence}`,
    ),
    placeOf: (paths) => {
      const path = paths.find((candidate) => nodeAt(document, candidate) !== undefined);
      return path === undefined ? fileName : placeAt(offsetOf(document, path, 'value'));
    },
  };
}

const isSame = (one: FilePath, other: FilePath): boolean =>
  one.length === other.length && one.every((key, depth) => key === other[depth]);

function rightSections(value: unknown, complained: readonly Complaint[]): ConfigFile {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const wrong = new Set(complained.map(({ path: [section] }) => section));
  const right = Object.entries(value).filter(([section]) => !wrong.has(section));
  return ConfigFile.safeParse(Object.fromEntries(right)).data ?? {};
}

/** An alias within the value that it stands for would never end. */
function expectNoCircle(document: Document, placeAt: (offset: number) => string): void {
  visit(document, {
    Alias: (_key, alias, path) => {
      const meant = alias.resolve(document);
      if (meant === undefined || !path.includes(meant)) return;
      throw new OperatorError(
        `${placeAt(alias.range?.[0] ?? 0)}: an alias (*) is inside the value it refers to, which never ends. Write the value here.`,
      );
    },
  });
}

function plainData(document: Document, fileName: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (fault) {
    // An alias without its anchor, or far too many of them.
    if (fault instanceof ReferenceError) throw new OperatorError(`${fileName}: ${notYaml(fault)}`);
    throw fault;
  }
}

/** What stands in `${…}` may be the middle of a password. */
const variableWords = (name: string): string =>
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(name) ? redact(name) : 'that is named here';

/** The parser's words for programmers, and ours. */
const OF_THE_PARSER = [
  [
    'Source contains multiple documents',
    'expected one YAML document, got another after a line ---',
  ],
  ['Maximum call stack size exceeded', 'this is nested too deeply'],
] as const;

/** The parser's words without what it quotes: the alias in `password: *x`, the tag in `password: !x`. */
function notYaml({ message }: Error): string {
  const [firstLine = ''] = message.split('\n');
  const plain = OF_THE_PARSER.find(([begin]) => firstLine.startsWith(begin))?.[1];
  if (plain !== undefined) return plain;
  const words = firstLine
    .replace(/ at line \d+.*$/, '')
    .replace(/(?<=[\w)]): .*$/, '')
    .replace(/(?<=Invalid escape sequence) .*$/, '');
  return `this is no valid YAML: ${words}`;
}

/** Where a key or its value stands in the file, or the nearest thing above it that does. */
function offsetOf(document: Document, path: FilePath, about: Complaint['about']): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const offset = about === 'key' && depth === path.length ? keyOffset(document, path) : undefined;
    const node = nodeAt(document, path.slice(0, depth));
    const found = offset ?? (isNode(node) ? node.range?.[0] : undefined);
    if (found !== undefined) return found;
  }
  return 0;
}

const nodeAt = (document: Document, path: FilePath): unknown =>
  path.length === 0 ? document.contents : document.getIn(path, true);

function keyOffset(document: Document, path: FilePath): number | undefined {
  const map = nodeAt(document, path.slice(0, -1));
  if (!isMap(map)) return undefined;
  const keys = map.items.map(({ key }) => key).filter((key) => isScalar(key));
  return keys.find(({ value }) => String(value) === path.at(-1))?.range?.[0];
}
