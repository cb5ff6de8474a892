import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A log to read, made of captured records with other names, pids and times. */
export function generateLog(
  path: string,
  capture: string,
  linesPerUpload: number,
  bytes: number,
): number {
  const lines = readFileSync(capture, 'utf8').split('\n').slice(0, linesPerUpload);
  const file = openSync(path, 'w');
  let written = 0;
  let uploads = 0;
  while (written < bytes) {
    let text = '';
    for (let count = 0; count < 500; count += 1) {
      const name = (0x1_0000_0000 + uploads).toString(16).toUpperCase().padStart(16, '0');
      const second = String(uploads % 60).padStart(2, '0');
      for (const line of lines) {
        text += line
          .replaceAll('0000000000000007', name)
          .replaceAll('01:48:46', `01:48:${second}`)
          .replaceAll('pid=8821', `pid=${8821 + (uploads % 20_000)}`);
        text += '\n';
      }
      uploads += 1;
    }
    written += writeSync(file, text);
  }
  closeSync(file);
  return uploads;
}
