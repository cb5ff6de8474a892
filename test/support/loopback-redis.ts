import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** As much of Redis as a start and a look take, on loopback; it can refuse what it is asked, and forget. */
export interface LoopbackRedis {
  readonly url: string;
  readonly keys: Map<string, string>;
  /** What it answers to commands that write, in place of doing them: `OOM command not allowed`. */
  refusal: string | undefined;
  /** Does this command and cuts the connection, without an answer. */
  cutAfter: string | undefined;
  /** Every command that came, by its name. */
  readonly asked: string[];
  /** Nothing that stands now is answered any more; whoever connects anew is. */
  readonly forgetConnections: () => void;
  readonly close: () => Promise<void>;
}

const WRITES: readonly string[] = ['set', 'eval', 'hset', 'hdel'];

/** Redis serialization protocol: https://redis.io/docs/latest/develop/reference/protocol-spec */
export async function startLoopbackRedis(port = 0): Promise<LoopbackRedis> {
  const keys = new Map<string, string>();
  const sockets = new Set<Socket>();
  const forgotten = new Set<Socket>();
  const asked: string[] = [];
  const bulk = (text: string | undefined): string =>
    text === undefined ? '$-1\r\n' : `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
  const answer = ([name = '', key = '', value = '', ...rest]: readonly string[]): string => {
    const command = name.toLowerCase();
    asked.push(command);
    if (self.refusal !== undefined && WRITES.includes(command)) return `-${self.refusal}\r\n`;
    switch (command) {
      case 'set':
        if (rest.includes('NX') && keys.has(key)) return bulk(undefined);
        keys.set(key, value);
        return '+OK\r\n';
      case 'get':
        return bulk(keys.get(key));
      case 'exists':
        return `:${keys.has(key) ? 1 : 0}\r\n`;
      case 'smembers':
        return '*0\r\n';
      case 'info':
        return bulk('redis_version:7.0.0\r\nloading:0\r\n');
      default:
        return '+OK\r\n';
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let waiting = '';
    socket.on('error', () => undefined); // who asked may have left
    socket.on('data', (data: Buffer) => {
      waiting += data.toString();
      for (;;) {
        const found = /^\*(\d+)\r\n/.exec(waiting);
        const words =
          found === null ? undefined : wordsOf(waiting, found[0].length, Number(found[1]));
        if (words === undefined) return;
        waiting = waiting.slice(words.end);
        if (forgotten.has(socket)) return;
        const answered = answer(words.words);
        if (words.words[0]?.toLowerCase() === self.cutAfter) socket.destroy();
        else socket.write(answered);
      }
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const self: LoopbackRedis = {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    refusal: undefined,
    cutAfter: undefined,
    asked,
    forgetConnections: () => {
      for (const socket of sockets) forgotten.add(socket);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return self;
}

/** The words of a command, all of one byte a character; undefined until all of them have come. */
function wordsOf(
  text: string,
  begin: number,
  count: number,
): { readonly words: readonly string[]; readonly end: number } | undefined {
  const words: string[] = [];
  let at = begin;
  while (words.length < count) {
    const [head, length] = /^\$(\d+)\r\n/.exec(text.slice(at)) ?? [];
    if (head === undefined) return undefined;
    const end = at + head.length + Number(length);
    if (text.length < end + 2) return undefined;
    words.push(text.slice(at + head.length, end));
    at = end + 2;
  }
  return { words, end: at };
}
