import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const Manifest = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

/** What the app is granted when it is installed from manifest.yml. */
export const MANIFEST_SCOPES: readonly string[] = Manifest.parse(
  parse(readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8')),
).oauth_config.scopes.bot;
