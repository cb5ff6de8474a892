import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';

const MIB = 1024 * 1024;
/** 300 MB, and some 60 that tsx takes. */
const MOST_MB = 360;
/** An answer takes 2.5 s at most; the rest is for a start on a busy machine. */
const LONGEST_MS = 25_000;

const HEADERS = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };
const TELL_PEAK = `import { readFileSync } from 'node:fs';
process.on('exit', () => process.stderr.write(/VmHWM:.*/.exec(readFileSync('/proc/self/status', 'utf8'))[0] + '\\n'));`;

let close: (() => void) | undefined;
afterEach(() => {
  close?.();
});

/** Writes so much as is taken, until it was all or nobody takes any more. */
const flood =
  (size: number): RequestListener =>
  (_request, response) => {
    response.writeHead(200, HEADERS);
    const chunk = Buffer.alloc(256 * 1024, '1,');
    let left = size;
    const more = (): void => {
      while (!response.destroyed && left > 0) {
        left -= chunk.length;
        if (!response.write(chunk)) return;
      }
      response.end();
    };
    response.on('drain', more);
    response.on('error', () => undefined);
    more();
  };
const answering =
  (body: Buffer, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { ...HEADERS, ...headers });
    response.end(body);
  };
const GZIP = { 'content-encoding': 'gzip' };

const series = (): Buffer => {
  const now = Math.floor(Date.now() / 1000);
  const values = Array.from({ length: 10 }, (_, at) => [now - 30 * at, '1']);
  const result = Array.from({ length: 20_000 }, (_, at) => ({
    metric: { __name__: 'm', fqdn: `db-${at}.example.internal`, job: 'postgres' },
    values,
  }));
  return Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
};

/** `wale status` as a process of its own, whose index and Prometheus answer everything in this way. */
async function statusWhereAllAnswer(listener: RequestListener) {
  const server = createServer({ keepAliveTimeout: 1 }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const preload = `data:text/javascript,${encodeURIComponent(TELL_PEAK)}`;
  const wale = spawn(
    process.execPath,
    ['--import', preload, '--import', 'tsx', 'src/main.ts', 'status'],
    { env: { PATH: process.env['PATH'], ELASTICSEARCH_URL: url, PROMETHEUS_URL: url } },
  );
  const patience = setTimeout(() => wale.kill('SIGKILL'), LONGEST_MS);
  const [out, err] = await Promise.all([text(wale.stdout), text(wale.stderr), once(wale, 'exit')]);
  clearTimeout(patience);
  return { out, exitCode: wale.exitCode, peakMb: Number(/VmHWM:\s+(\d+)/.exec(err)?.[1]) / 1024 };
}

describe('a status whose sources answer', () => {
  it.each([
    ['200 MB', flood(200 * MIB)],
    ['without an end', flood(Infinity)],
    ['200 MB of lists packed small', answering(gzipSync(Buffer.alloc(200 * MIB, '[')), GZIP)],
    ['20,000 series to each query', answering(series())],
  ])(
    '%s ends with “unknown”, in time and within its memory',
    async (_what, listener) => {
      const { out, exitCode, peakMb } = await statusWhereAllAnswer(listener);

      expect({ exitCode, out }).toEqual({ exitCode: 3, out: expect.stringContaining('UNKNOWN') });
      expect(peakMb).toBeLessThan(MOST_MB);
    },
    2 * LONGEST_MS,
  );
});
