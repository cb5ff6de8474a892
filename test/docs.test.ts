import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { VERDICT_CODES } from '../src/domain/finding.ts';

const CONFIGURATION = readFileSync('docs/configuration.md', 'utf8');
const README = readFileSync('README.md', 'utf8');

/** Every key of a JSON Schema, at any depth. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'properties' ? Object.keys(value as object) : []),
    ...keysOf(value),
  ]);
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

describe('the documentation', () => {
  it.each([...new Set(keysOf(configJsonSchema()))])('explains the setting %s', (key) => {
    expect(CONFIGURATION).toContain(`\`${key}`);
  });

  it('explains every variable that the code reads', () => {
    const code = [...sources('src/config'), ...sources('src/composition')]
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const read = [...code.matchAll(/env\['([A-Z_]+)'\]/g)].map(([, name]) => name ?? '');
    const prefixed = [...code.matchAll(/env\[`\$\{prefix\}(_[A-Z_]+)`\]/g)].flatMap(([, name]) => [
      `ELASTICSEARCH${name ?? ''}`,
      `PROMETHEUS${name ?? ''}`,
    ]);

    expect(prefixed.length).toBeGreaterThan(0);
    for (const name of [...read, ...prefixed]) expect(CONFIGURATION).toContain(`\`${name}\``);
  });

  it.each(VERDICT_CODES.map((code) => [code]))('explains the verdict %s', (code) => {
    expect(README).toContain(`\`${code}\``);
  });

  it('points at files that are there', () => {
    const links = [...README.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path ?? '');

    for (const path of links) expect(readFileOrFolder(path)).toBe(true);
  });
});

function readFileOrFolder(path: string): boolean {
  const [folder, name] = [
    path.split('/').slice(0, -1).join('/') || '.',
    path.split('/').at(-1) ?? '',
  ];
  return readdirSync(folder).includes(name);
}
