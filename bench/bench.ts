import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogReader } from '../src/log/log-reader.ts';
import { createUploadLedger } from '../src/log/upload-ledger.ts';
import { readLines } from '../src/sources/log-files/read-lines.ts';
import { benchAlerts } from './alerts.ts';
import { benchFleet } from './fleet.ts';
import { generateLog } from './generate-log.ts';
import { benchLoad } from './load.ts';
import { mtailSeconds } from './mtail.ts';
import { benchSegments } from './segments.ts';
import { benchStart } from './start.ts';
import { benchStatus } from './status.ts';

/**
 * `npm run bench`: how fast a log is read and its sequence walked, and how long a status takes on a real Elasticsearch and a
 * real Prometheus beside the same requests by curl. `npm run bench -- log`, `-- segments`, `-- start`, `-- load`,
 * `-- alerts`, `-- status` or `-- fleet` for one; `-- load 50` for 50 seconds of 200 a second, where it is 20 else.
 */
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const CAPTURES = [
  ['GitLab’s framing', 'syslog-gitlabish', 2],
  ['rsyslog JSON', 'syslog-json', 2],
  ['bare stderr, three lines a record', 'stderr', 6],
] as const;

async function benchLog(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wale-bench-'));
  say('reading a log, streamed, one core; floor: the same lines only split');
  for (const [name, capture, lines] of CAPTURES) {
    const path = join(folder, `${capture}.log`);
    const uploads = generateLog(
      path,
      `test/fixtures/wal-e/01-push-ok.${capture}.log`,
      lines,
      256e6,
    );
    const megabytes = statSync(path).size / 1e6;

    const floorFrom = performance.now();
    let count = 0;
    await readLines(path, () => (count += 1));
    const floor = megabytes / ((performance.now() - floorFrom) / 1000);

    // As `wale status --log-file` reads: uploads that ended before the look-back are forgotten.
    const ledger = createUploadLedger(Date.UTC(2026, 10, 25));
    const reader = createLogReader(ledger.add, Date.UTC(2026, 10, 24));
    const from = performance.now();
    const before = process.cpuUsage();
    await readLines(path, reader.read);
    const unread = reader.end().count;
    const speed = megabytes / ((performance.now() - from) / 1000);
    const { user, system } = process.cpuUsage(before);
    const own = (user + system) / 1e6;
    const mtail = capture === 'syslog-gitlabish' ? mtailSeconds(path, folder) : undefined;
    const beside =
      mtail === undefined
        ? ''
        : `, beside mtail’s ${mtail.toFixed(1)} s (${(own / mtail).toFixed(2)} of it)`;
    const memory = Math.round(process.memoryUsage().rss / 1e6);
    say(
      `  ${name.padEnd(34)} ${speed.toFixed(0).padStart(4)} MB/s (floor ${floor.toFixed(0)} MB/s), ${megabytes.toFixed(0)} MB, ${count} lines, ${uploads} uploads, ${unread} unread, ${memory} MB of memory, ${own.toFixed(1)} s of processor${beside}`,
    );
  }
  rmSync(folder, { recursive: true });
}

const [wanted, seconds] = process.argv.slice(2);
say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
if (wanted === undefined || wanted === 'log') await benchLog();
if (wanted === undefined || wanted === 'segments') benchSegments(say);
if (wanted === undefined || wanted === 'start') await benchStart(say);
if (wanted === undefined || wanted === 'load')
  await benchLoad(say, seconds === undefined ? 20 : Number(seconds));
if (wanted === undefined || wanted === 'alerts') await benchAlerts(say);
if (wanted === undefined || wanted === 'status') await benchStatus(say);
if (wanted === undefined || wanted === 'fleet') await benchFleet(say);
