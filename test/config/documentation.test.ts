import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENT_VARIABLES } from '../../src/config/environment.ts';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { METRIC_COSTS } from '../../src/domain/metric-costs.ts';
import { QUERY_PRESETS } from '../../src/config/query-presets.ts';

const reference = readFileSync('docs/configuration.md', 'utf8');

const QUERIES = new Set(
  Object.values(QUERY_PRESETS)
    .flatMap((queries) => Object.values(queries))
    .filter((query) => query !== null),
);

/** Every name that some map of the schema may hold. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, part]: [string, unknown]) => [
    ...(name === 'properties' ? Object.keys(part as object) : []),
    ...keysOf(part),
  ]);
}

describe('docs/configuration.md', () => {
  it.each([...new Set(keysOf(configJsonSchema()))])('explains the key %s', (key) => {
    expect(reference).toMatch(new RegExp(`\`(?:[\\w<>.]+\\.)?${key.replace('$', '\\$')}\``));
  });

  it.each(ENVIRONMENT_VARIABLES)('explains the variable %s', (name) => {
    expect(reference).toContain(`\`${name}\``);
  });

  it.each(Object.keys(QUERY_PRESETS))('names the preset %s', (name) => {
    expect(reference).toContain(`\`${name}\``);
  });

  it.each(Object.entries(METRIC_COSTS))('says what is lost without %s', (name, cost) => {
    expect(reference).toMatch(new RegExp(`\\| \`${name}\` +\\|[^|\n]+\\| ${cost} +\\|`));
  });

  it.each([...QUERIES])('shows the query %s', (query) => {
    expect(reference).toContain(`\`${query}\``);
  });
});

describe('.env.example', () => {
  it('holds every variable once, and nothing that loads as a secret', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');

    const names = lines.flatMap((line) => /^#?([A-Z_]+)=/.exec(line)?.[1] ?? []);

    expect(names.sort()).toEqual([...ENVIRONMENT_VARIABLES, 'LOG_LEVEL'].sort());
  });
});
