import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../domain/error-code.ts';
import type { BuildInfo } from '../operation/build-info.ts';

const Package = z.object({
  name: z.literal('wale'),
  version: z.string(),
  /** https://docs.npmjs.com/cli/configuring-npm/package-json#repository */
  repository: z
    .union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)])
    .optional()
    .catch(undefined),
});
const Built = z.object({ commit: z.string().regex(/^[0-9a-f]{7,40}(?:-dirty)?$/) });

/** The version of the package that `from` lies in, and the commit that was written down when it was built. */
export function readBuildInfo(from?: string): BuildInfo {
  const { folder, found } = packageAround(from);
  if (found === undefined) return { version: 'unknown', commit: undefined };
  const built = Built.safeParse(jsonAt(join(folder, 'dist', 'build.json')));
  const { version, repository } = found;
  return { version, commit: built.data?.commit, repository: webPageOf(repository) };
}

/** The folder of the package that `from` lies in; the root of the file system where there is none. */
export const packageFolder = (from?: string): string => packageAround(from).folder;

function packageAround(from: string = import.meta.dirname) {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = Package.safeParse(jsonAt(join(folder, 'package.json'))).data;
    if (found !== undefined || dirname(folder) === folder) return { folder, found };
  }
}

/** The page of a repository: `github:owner/name`, `owner/name`, or an address for git or for a browser. */
function webPageOf(repository: string | undefined): string | undefined {
  const short = /^(?:(github|gitlab):)?([\w.-]+\/[\w.-]+)$/.exec(repository ?? '');
  if (short !== null) return `https://${short[1] ?? 'github'}.com/${short[2] ?? ''}`;
  const long = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:git@)?([\w.:-]+\/[\w./-]+)$/.exec(
    repository ?? '',
  );
  return long === null ? undefined : `https://${(long[1] ?? '').replace(/\.git$/, '')}`;
}

function jsonAt(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (fault) {
    if (errorCode(fault) === 'ENOENT') return undefined;
    throw fault;
  }
}
