import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Waits long enough for a machine that does ten other things: what a test expects must not depend on how busy it is. */
export const PATIENCE = {
  deadline: '20s',
  elasticsearch: { timeout: '20s' },
  prometheus: { timeout: '20s' },
};

/** A configuration that holds nothing else, for as long as `run` takes. */
export async function withPatience<T>(run: (configPath: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'wale-patience-'));
  try {
    const path = join(folder, 'wale.yaml');
    writeFileSync(path, JSON.stringify(PATIENCE));
    return await run(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
