import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';

/** Compares `actual` with a reviewed file. `UPDATE_GOLDEN=1 npm test` rewrites it; read the diff. */
export function expectGolden(path: string, actual: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, actual);
  expect(existsSync(path) ? readFileSync(path, 'utf8') : `${path} is missing`).toBe(actual);
}
