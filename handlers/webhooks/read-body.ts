import type { IncomingMessage } from 'node:http';
import { BOUNDS } from '../../src/domain/bounds.ts';

const MIB = 1024 * 1024;
const SLOWEST_BODY_MS = 5000;

export type Body =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'bad'; readonly status: 400 | 408 | 413; readonly why: string };

/** Reads a request’s body, up to a size and a time. */
export function readBody(
  request: IncomingMessage,
  most: number = BOUNDS.webhookBody.most,
): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (body: Body): void => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      request.resume(); // what is still to come is read and dropped, so that the answer gets through
      resolve(body);
    };
    const tooLarge = (): void => {
      const why = `expected a body of at most ${most / MIB} MiB, got more`;
      settle({ kind: 'bad', status: 413, why });
    };
    const timer = setTimeout(() => {
      settle({ kind: 'bad', status: 408, why: 'the body did not arrive within 5 s' });
    }, SLOWEST_BODY_MS);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > most) tooLarge();
    });
    // Who says beforehand that it is too much is not waited for.
    if (Number(request.headers['content-length'] ?? 0) > most) tooLarge();
    request.on('end', () => {
      settle({ kind: 'read', bytes: Buffer.concat(chunks) });
    });
    request.on('error', () => {
      settle({ kind: 'bad', status: 400, why: 'the body was cut off' });
    });
  });
}

/** Whether JSON is nested no deeper than anybody sends it; what is in quotes is no bracket. */
function isFlat(text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted) at += sign === '\\' ? 1 : 0;
    else if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    if (depth > BOUNDS.jsonDepth.most) return false;
  }
  return true;
}

/** The JSON in a body; undefined if it is none, or is nested deeper than anybody sends. */
export function jsonIn(body: Buffer | string): unknown {
  const text = typeof body === 'string' ? body : body.toString('utf8');
  try {
    return isFlat(text) ? JSON.parse(text) : undefined;
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}
