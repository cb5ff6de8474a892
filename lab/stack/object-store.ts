import { existsSync, mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { startDaemon } from './daemons.ts';
import { inLab, PORTS, url } from './layout.ts';
import { waitFor } from './wait-for.ts';

/** An S3 server that knows one key and one bucket. It checks the key's id, and no signature: boto 2 and
 * it disagree about what is signed. */
const S3_SERVER = 's3rver@3.7.1';
const PROGRAM = inLab('s3rver', 'node_modules', '.bin', 's3rver');
export const BUCKET = 'lab-bucket';

/** What WAL-E is told, to store through the gate with a key that the server knows. */
export const S3_SETTINGS = {
  WALE_S3_PREFIX: `s3://${BUCKET}/db`,
  WALE_S3_ENDPOINT: `http+path://127.0.0.1:${PORTS.storeGate}`,
  AWS_ACCESS_KEY_ID: 'S3RVER',
  AWS_SECRET_ACCESS_KEY: 'S3RVER',
  AWS_REGION: 'us-east-1',
} as const;

export function installObjectStore(say: (text: string) => void): void {
  if (existsSync(PROGRAM)) return;
  say(`installing ${S3_SERVER} from npm`);
  mkdirSync(inLab('s3rver'), { recursive: true });
  execFileSync(
    'npm',
    ['install', '--prefix', inLab('s3rver'), '--no-audit', '--no-fund', '--silent', S3_SERVER],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

export async function startObjectStore(): Promise<void> {
  mkdirSync(inLab('objects'), { recursive: true });
  startDaemon('object-store', [
    PROGRAM,
    ...['--directory', inLab('objects'), '--address', '127.0.0.1', '--port', String(PORTS.store)],
    ...['--silent', '--allow-mismatched-signatures', '--configure-bucket', BUCKET],
  ]);
  // Any answer will do, a refusal too.
  await waitFor('the S3 server', 20_000, async () => (await fetch(url(PORTS.store))).status > 0);
}
