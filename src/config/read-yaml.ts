import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { complaints, placeWords, type Complaint } from './complaints.ts';
import { redact } from '../domain/secrets/redact.ts';
import { ConfigFile } from './config-file.ts';
import type { Environment } from './environment.ts';
import { fillIn, type FilePath } from './fill-in.ts';
import { OperatorError } from '../domain/operator-error.ts';

const MAX_ERRORS = 10;

/** Reads and checks wale.yaml. `${NAME}` in any value comes from the environment. */
export function readYaml(text: string, fileName: string, env: Environment): ConfigFile {
  const lines = new LineCounter();
  // At its own level the parser tells stderr of odd keys, and quotes them.
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const fail = (found: readonly Complaint[]): never => {
    const sentences = found.map(({ path, place, about, sentence }) => {
      const { line, col } = lines.linePos(offsetOf(document, path, about));
      return `${fileName}:${line}:${col}: ${place}: ${sentence}`;
    });
    const left = sentences.length - MAX_ERRORS;
    const more = left > 0 ? [`… and ${left} more`] : [];
    throw new OperatorError([...sentences.slice(0, MAX_ERRORS), ...more].join('\n'));
  };

  // Only the first: in a file that cannot be read, the rest follows from it.
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    throw new OperatorError(`${fileName}:${line}:${col}: ${notYaml(syntax)}`);
  }

  const { value, filled, unset } = fillIn(plainData(document, fileName), env);
  if (unset.length > 0) {
    return fail(
      unset.map(({ path, name }) => ({
        path,
        place: placeWords(path),
        about: 'value',
        sentence: `expected the environment variable ${variableWords(name)} to be set, and it is not. Set it, or write the value here.`,
      })),
    );
  }
  const parsed = ConfigFile.safeParse(value);
  if (parsed.success) return parsed.data;
  return fail(parsed.error.issues.flatMap((issue) => complaints(issue, value, filled)));
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

/** The parser's words without what it quotes: the alias in `password: *x`, the tag in `password: !x`. */
function notYaml({ message }: Error): string {
  const [firstLine = ''] = message.split('\n');
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
