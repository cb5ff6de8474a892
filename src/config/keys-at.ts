import { ConfigFile } from './config-file.ts';
import type { FilePath } from './fill-in.ts';

/** The names that the schema knows at a place, through whatever wraps them. */
export function keysAt(path: FilePath): readonly string[] {
  let schema: unknown = ConfigFile;
  for (const key of path) schema = childOf(unwrap(schema), key);
  return Object.keys(partsOf(unwrap(schema)).shape ?? {});
}

interface Parts {
  readonly shape?: Readonly<Record<PropertyKey, unknown>>;
  readonly valueType?: unknown;
  readonly in?: unknown;
  readonly unwrap?: () => unknown;
}

const partsOf = (schema: unknown): Parts => schema ?? {};

function unwrap(schema: unknown): unknown {
  const { in: input, unwrap: inner } = partsOf(schema);
  if (input !== undefined) return unwrap(input);
  return inner === undefined ? schema : unwrap(inner());
}

function childOf(schema: unknown, key: PropertyKey): unknown {
  const { shape, valueType } = partsOf(schema);
  return shape?.[key] ?? valueType;
}
