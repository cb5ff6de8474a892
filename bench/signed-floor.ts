import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

// A process of its own: what signed requests cost anybody. Reads each, checks its signature, acknowledges it, and no more.

const [port = '', secret = ''] = process.argv.slice(2);

createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { 'x-slack-request-timestamp': at, 'x-slack-signature': signature } = request.headers;
    const signed = `v0:${String(at)}:${Buffer.concat(parts).toString()}`;
    const wanted = Buffer.from(`v0=${createHmac('sha256', secret).update(signed).digest('hex')}`);
    const got = Buffer.from(String(signature));
    const isRight = got.length === wanted.length && timingSafeEqual(got, wanted);
    response.writeHead(isRight ? 200 : 401).end();
  });
}).listen({ port: Number(port), backlog: 4096 });
