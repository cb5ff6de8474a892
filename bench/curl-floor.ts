import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tapped } from './wire-tap.ts';

/** The same requests by one curl, which keeps its connections and throws the answers away: what the servers alone take. */
export interface CurlFloor {
  atOnce(): void;
  inTurn(): void;
}

export function curlFloor(requests: readonly Tapped[], folder: string): CurlFloor {
  const file = join(folder, 'curl.conf');
  const parts = requests.map(({ url, body }, index) => {
    const common = [
      `url = "${url}"`,
      'globoff',
      'silent',
      'fail',
      'output = "/dev/null"',
      'header = "accept-encoding: gzip"',
    ];
    if (body === '') return common;
    const bodyFile = join(folder, `body-${index}`);
    writeFileSync(bodyFile, body);
    return [
      ...common,
      'header = "content-type: application/x-ndjson"',
      `data-binary = "@${bodyFile}"`,
    ];
  });
  writeFileSync(file, parts.map((lines) => lines.join('\n')).join('\nnext\n'));
  const curl = (...how: readonly string[]): void => {
    execFileSync('curl', [...how, '--no-progress-meter', '--config', file]);
  };
  return { atOnce: () => curl('--parallel', '--parallel-immediate'), inTurn: () => curl() };
}
