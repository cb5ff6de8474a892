import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerdictCode, VerdictPage } from '../domain/finding.ts';
import { packageFolder } from './read-build-info.ts';

/**
 * The pages of docs/verdicts that came with this version. Each is read once, when it is first asked for. Throws where
 * the package has lost its pages.
 */
export function createVerdictPages(from?: string): VerdictPage {
  const read = new Map<VerdictCode, string>();
  return (code) => {
    const page =
      read.get(code) ??
      readFileSync(join(packageFolder(from), 'docs', 'verdicts', `${code}.md`), 'utf8');
    read.set(code, page);
    return page;
  };
}
