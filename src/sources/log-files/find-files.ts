import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { errorCode } from '../../domain/error-code.ts';
import { harmlessText } from '../../domain/harmless-text.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { NoLog } from '../../domain/upload-log.ts';
import { shownPath } from './shown-path.ts';

/** Of a folder or a pattern; a log that is rotated daily has a month in it. */
export const FOUND_FILES_MAX = 32;
const NAMED_MAX = 5;

export interface FoundFile {
  readonly path: string;
  /** Nobody named it: where it cannot be read, the others still are. */
  readonly isFound: boolean;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** What is there and is not read, and why. */
  readonly leftOut: readonly NoLog[];
}

/**
 * The files that are meant by what was named: files as they are, of a folder and of a pattern such as
 * `/var/log/wale.log*` the newest by their time of change. A file whose name looks like a pattern is that file. What
 * was left out and changed after `from` may hold a failure. Throws what the file system throws, and ENOENT where
 * nothing matches.
 */
export function findFiles(named: readonly string[], from: EpochMs): FoundFiles {
  const files: FoundFile[] = [];
  const leftOut: NoLog[] = [];
  for (const name of named) {
    const candidates = candidatesOf(name);
    if (candidates === undefined) {
      files.push({ path: name, isFound: false });
      continue;
    }
    const found = newestOf(name, candidates, from);
    files.push(...found.files);
    leftOut.push(...found.leftOut);
  }
  const once = new Map(files.map((file) => [file.path, file]));
  return { files: [...once.values()], leftOut };
}

/** What a folder holds or a pattern matches; undefined for a file that was named as it is. */
function candidatesOf(name: string): readonly string[] | undefined {
  const stats = statSync(name, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) {
    return readdirSync(name)
      .filter((entry) => !entry.startsWith('.'))
      .map((entry) => join(name, entry));
  }
  if (stats !== undefined || !isDynamicPattern(name)) return undefined;
  return globSync(name, { expandDirectories: false, absolute: name.startsWith('/') });
}

function newestOf(name: string, candidates: readonly string[], from: EpochMs): FoundFiles {
  const shown = harmlessText(name, 200);
  const leftOut: NoLog[] = [];
  const plain: { readonly path: string; readonly changedAt: EpochMs }[] = [];
  const others: string[] = [];
  for (const path of candidates) {
    try {
      const stats = statSync(path);
      if (stats.isFile()) plain.push({ path, changedAt: stats.mtimeMs });
      else others.push(path);
    } catch (fault) {
      leftOut.push(notRead(path, String(errorCode(fault))));
    }
  }
  if (plain.length === 0) {
    throw Object.assign(new Error('no file'), { code: 'ENOFILES' });
  }
  plain.sort((a, b) => b.changedAt - a.changedAt || (a.path < b.path ? -1 : 1));
  const rest = plain.slice(FOUND_FILES_MAX);
  const [newestLeft] = rest;
  if (newestLeft !== undefined) {
    leftOut.push({
      sentence: `of ${shown} the ${FOUND_FILES_MAX} files changed last were read, and ${rest.length} older ones were not: ${someOf(rest.map(({ path }) => path))}; name those that are wanted`,
      mayHideFailure: newestLeft.changedAt >= from,
    });
  }
  if (others.length > 0) {
    const sentence = `of ${shown} only plain files were read, not ${someOf(others)}`;
    leftOut.push({ sentence, mayHideFailure: false });
  }
  const files = plain.slice(0, FOUND_FILES_MAX).map(({ path }) => ({ path, isFound: true }));
  return { files, leftOut };
}

export const notRead = (path: string, why: string): NoLog => ({
  sentence: `${shownPath(path)} was not read: ${why}`,
  mayHideFailure: true,
});

function someOf(paths: readonly string[]): string {
  const names = paths.slice(0, NAMED_MAX).map(shownPath);
  const more = paths.length - names.length;
  return `${names.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
}
