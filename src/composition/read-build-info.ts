import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../domain/error-code.ts';
import type { BuildInfo } from '../operation/build-info.ts';

const Package = z.object({ name: z.literal('wale'), version: z.string() });
const Built = z.object({ commit: z.string().regex(/^[0-9a-f]{7,40}(?:-dirty)?$/) });

/** The version of the package that `from` lies in, and the commit that was written down when it was built. */
export function readBuildInfo(from: string = import.meta.dirname): BuildInfo {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = Package.safeParse(jsonAt(join(folder, 'package.json')));
    if (found.success) {
      const built = Built.safeParse(jsonAt(join(folder, 'dist', 'build.json')));
      return { version: found.data.version, commit: built.data?.commit };
    }
    if (dirname(folder) === folder) return { version: 'unknown', commit: undefined };
  }
}

function jsonAt(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (fault) {
    if (errorCode(fault) === 'ENOENT') return undefined;
    throw fault;
  }
}
