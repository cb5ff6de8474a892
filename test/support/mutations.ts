import fc from 'fast-check';

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

/** JSON has no way to write this, and servers write it all the same. */
const TOO_LARGE = '"@too-large@"';

const isObject = (json: Json): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

type Path = readonly (string | number)[];

function pathsIn(json: Json, path: Path = []): readonly Path[] {
  const inside = Array.isArray(json)
    ? (json as readonly Json[]).flatMap((item, index) => pathsIn(item, [...path, index]))
    : isObject(json)
      ? Object.entries(json).flatMap(([key, value]) => pathsIn(value, [...path, key]))
      : [];
  return [path, ...inside];
}

const nodeAt = (json: Json, [step, ...rest]: Path): Json => {
  if (step === undefined) return json;
  const inside = Array.isArray(json)
    ? (json as readonly Json[])[Number(step)]
    : isObject(json)
      ? json[step]
      : undefined;
  return nodeAt(inside ?? null, rest);
};

function replaced(json: Json, [step, ...rest]: Path, by: Json): Json {
  if (step === undefined) return by;
  if (Array.isArray(json)) {
    return (json as readonly Json[]).map((item, index) =>
      index === step ? replaced(item, rest, by) : item,
    );
  }
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      key === step ? replaced(value, rest, by) : value,
    ]),
  );
}

/** Never of the form that stands there: what is wrong with it can be seen. */
const REPLACEMENTS: readonly Json[] = [
  null,
  '',
  ' ',
  '0x0',
  '1e999',
  '0b1',
  '-1e20',
  'the day before yesterday',
  'x'.repeat(20_000),
  -1e20,
  '@too-large@',
  [],
  {},
  [null],
  [[]],
  { '': null },
  true,
];

/** One node of an answer is something else. `changes` says which, once it has been made. */
export interface Mutation {
  readonly node: number;
  readonly by: number;
}
export const mutations: fc.Arbitrary<Mutation> = fc.record({
  node: fc.nat(),
  by: fc.nat(REPLACEMENTS.length - 1),
});

/** The text of an answer with one of its nodes replaced, and what was put where; undefined if it is no such node. */
export function mutated(
  text: string,
  { node, by }: Mutation,
  mayReplace: (path: string, was: Json, now: Json) => boolean,
): { readonly text: string; readonly what: string } | undefined {
  const json = JSON.parse(text) as Json;
  const paths = pathsIn(json);
  const path = paths[node % paths.length] ?? [];
  const now = REPLACEMENTS[by] ?? null;
  if (!mayReplace(path.join('.'), nodeAt(json, path), now)) return undefined;
  return {
    text: JSON.stringify(replaced(json, path, now)).replace(TOO_LARGE, '1e400'),
    what: `${path.join('.')} is ${JSON.stringify(now).slice(0, 40)}`,
  };
}

/**
 * Whether anybody could tell that something is wrong. One text in the place of another is another log line, another label;
 * a list or an object without anything in it is one of which nothing was found.
 */
export function isNoticeable(path: string, was: Json, now: Json): boolean {
  const isMatrix = path.includes('data.result');
  if (typeof was === 'string') {
    return typeof now !== 'string' || (isMatrix && /\.values\.\d+\.1$/.test(path));
  }
  if (Array.isArray(was)) return !Array.isArray(now);
  return !isObject(was) || !isObject(now);
}
