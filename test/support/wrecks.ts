import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { headOf, passOn, type Break } from './breaking-proxy.ts';

interface Wreck {
  readonly name: string;
  readonly breakIt: Break;
  /** Whether all of the answer still comes through. */
  readonly whole: boolean;
}

const PACK = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;
type Packing = keyof typeof PACK;
const packings: readonly Packing[] = ['gzip', 'deflate', 'br'];

const lost = (name: string, breakIt: Break): Wreck => ({ name, breakIt, whole: false });
const kept = (name: string, breakIt: Break): Wreck => ({ name, breakIt, whole: true });

/** Bytes with a head that may say anything of them. */
const sent =
  (
    bytes: (body: string) => Buffer | string,
    more: (bytes: Buffer) => Readonly<Record<string, string | number>>,
  ): Break =>
  (answer, socket) => {
    const body = Buffer.from(bytes(answer.body));
    socket.end(Buffer.concat([Buffer.from(headOf(answer, more(body))), body]));
  };
const length = (bytes: Buffer) => ({ 'content-length': bytes.length });

/** A part of a text or of bytes, never all of it. */
const partOf = (bytes: Buffer, share: number): Buffer =>
  bytes.subarray(0, Math.floor(bytes.length * share));

/** A few spaces per byte: a small answer that unpacks to one of 40 MiB. */
const BOMB = gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x20));

const OTHER_BODIES = [
  '',
  '{}',
  '[]',
  'null',
  '<html><body>Please log in</body></html>',
  '{"error":"out of memory"}',
  '{"error":{"type":"x","reason":"y"},"status":500}',
  '{"error":{"type":null,"reason":{}}}',
  '{"status":"error","errorType":"timeout","error":"z"}',
  '\u0000\u0000',
];

const switching = (protocol: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nupgrade: ${protocol}\r\nconnection: upgrade\r\n\r\n`;
const answering = (status: string, body: string, ...headers: string[]): string =>
  [
    `HTTP/1.1 ${status}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');

/** To these fetch says nothing, and Slack alone is asked by it. */
export const SWITCHES: readonly (readonly [name: string, answer: string])[] = [
  ['HTTP 101 to another protocol', switching('h2c')],
  ['HTTP 101 to a WebSocket', switching('websocket')],
];

/** Answers that are over at once, and are none: each ends as that, long before the deadline. */
export const ODD_ANSWERS: readonly (readonly [name: string, answer: string | Buffer])[] = [
  ['HTTP 101 to nothing', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
  ['HTTP 100, and no more', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ['HTTP 103, and no more', 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'],
  ['HTTP/0.9', '<html>hello</html>'],
  ['HTTP 421', answering('421 Misdirected Request', '{}')],
  ['HTTP 425', answering('425 Too Early', '{}')],
  [
    'HTTP 429 until a date',
    answering('429 Slow', '{}', 'retry-after: Fri, 27 Nov 2099 00:00:00 GMT'),
  ],
  ['HTTP 503 for ever', answering('503 Away', '{}', 'retry-after: 99999999999999')],
  ['HTTP 999', answering('999 Whatever', '{}')],
  ['HTTP 307 to itself', answering('307 Again', '', 'location: /')],
  ['cookies and a log-in', answering('302 Found', '', 'set-cookie: a=b', 'location: //login/')],
  ['JSON, and more of it', answering('200 OK', '{"status":"success"}{"status":"success"}')],
  ['not a number', answering('200 OK', '{"status":NaN,"data":Infinity}')],
  ['a prototype', answering('200 OK', '{"__proto__":{"status":"success","responses":[]}}')],
  ['a number beyond all', answering('200 OK', '{"took":1e999,"responses":[1e999]}')],
  ['deep nesting', answering('200 OK', '['.repeat(100_000))],
  ['UTF-16', answering('200 OK', Buffer.from('\ufeff{"a":1}', 'utf16le').toString('latin1'))],
  ['a header of 40 KB', answering('200 OK', '{}', `x: ${'x'.repeat(40_000)}`)],
  ['a header with a NUL', answering('200 OK', '{}', 'x: a\u0000b')],
  ['two lengths', answering('200 OK', '{}', 'content-length: 3')],
];

/** Everything between a source and us that may go wrong with an answer that was right. */
export const wrecks: fc.Arbitrary<Wreck> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...packings), fc.double({ min: 0.05, max: 0.95, noNaN: true }))
    .map(([packing, share]) =>
      lost(
        `${packing} that ends after ${share}`,
        sent(
          (body) => partOf(PACK[packing](body), share),
          (bytes) => ({ ...length(bytes), 'content-encoding': packing }),
        ),
      ),
    ),
  fc
    .tuple(fc.constantFrom(...packings), fc.constantFrom(...packings))
    .filter(([said, used]) => said !== used)
    .map(([said, used]) =>
      lost(
        `${used} that is said to be ${said}`,
        sent(
          (body) => PACK[used](body),
          (bytes) => ({ ...length(bytes), 'content-encoding': said }),
        ),
      ),
    ),
  fc.constantFrom(...packings, 'gzip, gzip', 'zstd', 'nonsense').map((said) =>
    lost(
      `nothing packed that is said to be ${said}`,
      sent(
        (body) => body.slice(1),
        (bytes) => ({ ...length(bytes), 'content-encoding': said }),
      ),
    ),
  ),
  fc.constant(
    kept(
      'gzip',
      sent(
        (body) => gzipSync(body),
        (bytes) => ({ ...length(bytes), 'content-encoding': 'gzip' }),
      ),
    ),
  ),
  fc.constant(
    lost(
      'gzip that never ends',
      sent(
        () => BOMB,
        (bytes) => ({ ...length(bytes), 'content-encoding': 'gzip' }),
      ),
    ),
  ),
  fc.integer({ min: 1, max: 500 }).map((more) =>
    lost(
      `${more} bytes fewer than it says`,
      sent(
        (body) => body,
        (bytes) => ({ 'content-length': bytes.length + more }),
      ),
    ),
  ),
  fc.integer({ min: 1, max: 20 }).map((less) =>
    lost(
      `${less} bytes more than it says`,
      sent(
        (body) => body,
        (bytes) => ({ 'content-length': bytes.length - less }),
      ),
    ),
  ),
  fc.constantFrom('-5', 'abc', '1e3', '99999999999999999999').map((said) =>
    lost(
      `a content-length of ${said}`,
      sent(
        (body) => body,
        () => ({ 'content-length': said }),
      ),
    ),
  ),
  fc.nat(60).map((bytes) =>
    lost(`a head of ${bytes} bytes`, (answer, socket) => {
      socket.write(headOf(answer).slice(0, bytes));
      setTimeout(() => socket.destroy(), 5);
    }),
  ),
  fc.double({ min: 0, max: 0.95, noNaN: true }).map((share) =>
    lost(`a body that is cut off after ${share}`, (answer, socket) => {
      const body = Buffer.from(answer.body);
      socket.write(headOf(answer, length(body)));
      socket.write(partOf(body, share));
      setTimeout(() => socket.destroy(), 5);
    }),
  ),
  fc.constantFrom('', '0', 'zz\r\n', '-1\r\n', 'fffffffffffffffff\r\n').map((next) =>
    lost(`a chunk, and then ${JSON.stringify(next)}`, (answer, socket) => {
      const piece = answer.body.slice(0, Math.floor(answer.body.length / 2));
      socket.write(headOf(answer, { 'transfer-encoding': 'chunked' }));
      socket.write(`${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n${next}`);
      setTimeout(() => socket.destroy(), 5);
    }),
  ),
  fc
    .constantFrom(
      'SSH-2.0-OpenSSH_9.2\r\n',
      'HTTP/9.9 what\r\n\r\n',
      '\u0016\u0003\u0001',
      '220 mail\r\n',
      '',
    )
    .map((words) =>
      lost(`no HTTP: ${JSON.stringify(words)}`, (_answer, socket) => {
        socket.end(words);
      }),
    ),
  fc.constant(lost('nothing at all', () => undefined)),
  fc.constant(
    lost('one byte at a time, for ever', (answer, socket) => {
      socket.write(headOf(answer, { 'content-length': 10_000_000 }));
      const timer = setInterval(() => socket.write(' '), 5);
      socket.on('close', () => {
        clearInterval(timer);
      });
    }),
  ),
  fc
    .tuple(
      fc.constantFrom(
        201,
        202,
        204,
        206,
        301,
        302,
        304,
        400,
        401,
        403,
        404,
        407,
        429,
        500,
        502,
        503,
        504,
        599,
      ),
      fc.constantFrom(...OTHER_BODIES),
      fc.constantFrom('application/json', 'text/html', 'application/octet-stream', ''),
    )
    .map(([status, body, type]) =>
      lost(`HTTP ${status} with ${JSON.stringify(body)} as ${type}`, (answer, socket) => {
        const headers = { ...answer.headers, 'content-type': type, location: '/elsewhere' };
        const bytes = Buffer.from(body);
        socket.end(headOf({ status, headers }, length(bytes)) + body);
      }),
    ),
  fc.constantFrom(...OTHER_BODIES).map((body) =>
    lost(
      `HTTP 200 with ${JSON.stringify(body)}`,
      passOn(() => body),
    ),
  ),
  fc.constant(
    kept(
      'a byte order mark',
      passOn((body) => `\ufeff${body}`),
    ),
  ),
  fc.constant(
    lost(
      'bytes that are no UTF-8',
      sent(() => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x22, 0x3a, 0x31, 0x7d]), length),
    ),
  ),
);
