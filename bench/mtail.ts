import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BINARY = '/usr/bin/mtail';

/** What a shop without Wale would count of the same lines: begun and completed uploads, and when the last one was. */
const PROGRAM = String.raw`
counter wal_uploads_total by host, state
gauge wal_last_completed_timestamp_seconds by host
/^\S+\s+(?P<host>\S+)\s.*time=(?P<date>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d).*action=push-wal.*state=(?P<state>begin|complete)/ {
  strptime($date, "2006-01-02T15:04:05")
  wal_uploads_total[$host][$state]++
  $state == "complete" {
    wal_last_completed_timestamp_seconds[$host] = timestamp()
  }
}
`;

/** Processor seconds that mtail needs for a log of GitLab’s framing; undefined where there is no mtail. */
export function mtailSeconds(log: string, folder: string): number | undefined {
  if (!existsSync(BINARY)) return undefined;
  const programs = join(folder, 'mtail');
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, 'wal.mtail'), PROGRAM);
  const mtail = [BINARY, '--one_shot', '--progs', programs, '--logs', log, '--log_dir', folder];
  const { stderr, stdout } = spawnSync(
    'bash',
    ['-c', `TIMEFORMAT='%U %S'; time "$@" 2>/dev/null`, 'bash', ...mtail],
    { encoding: 'utf8', maxBuffer: 64e6 },
  );
  if (!stdout.includes('wal_uploads_total')) throw new Error(`mtail counted nothing: ${stderr}`);
  return stderr
    .trim()
    .split(' ')
    .map(Number)
    .reduce((sum, seconds) => sum + seconds, 0);
}
