import { anyVariable, type Environment } from './environment.ts';

export type FilePath = readonly PropertyKey[];

export interface FilledIn {
  readonly value: unknown;
  /** Where something came from the environment: a secret, most likely. */
  readonly filled: readonly FilePath[];
  readonly unset: readonly { readonly path: FilePath; readonly name: string }[];
}

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Replaces `${NAME}` in every text, at any depth. What is filled in is not searched again. */
export function fillIn(given: unknown, env: Environment): FilledIn {
  const filled: FilePath[] = [];
  const unset: { path: FilePath; name: string }[] = [];

  const visit = (value: unknown, path: FilePath): unknown => {
    if (typeof value === 'string') {
      return value.replace(REFERENCE, (reference, name: string) => {
        const found = anyVariable(env, name);
        if (found === undefined) {
          unset.push({ path, name });
          return reference;
        }
        filled.push(path);
        return found;
      });
    }
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]),
    );
  };

  return { value: visit(given, []), filled, unset };
}
