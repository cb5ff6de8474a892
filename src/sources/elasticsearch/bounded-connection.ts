import { pipeline } from 'node:stream/promises';
import { createUnzip } from 'node:zlib';
import {
  errors,
  UndiciConnection,
  type ConnectionRequestOptions,
  type ConnectionRequestOptionsAsStream,
  type ConnectionRequestParams,
  type ConnectionRequestResponse,
  type ConnectionRequestResponseAsStream,
} from '@elastic/elasticsearch';
import { errorCode } from '../../domain/error-code.ts';
import { longerThan } from '../answer-too-big.ts';
import { expectPlainJson } from '../expect-plain-json.ts';
import { isAnswer } from '../unavailable-reason.ts';
import { OddStatus } from './odd-status.ts';

/**
 * Reads no more of an answer than `maxResponseSize`, counted as it is unpacked: the client itself unpacks all of it,
 * and a few KB may become gigabytes. Says of a body that is too big, or packed wrongly, that it is, where the client
 * would call the one aborted and the other nothing at all.
 */
export class BoundedConnection extends UndiciConnection {
  override request(
    params: ConnectionRequestParams,
    options: ConnectionRequestOptions,
  ): Promise<ConnectionRequestResponse>;
  override request(
    params: ConnectionRequestParams,
    options: ConnectionRequestOptionsAsStream,
  ): Promise<ConnectionRequestResponseAsStream>;
  override async request(
    params: ConnectionRequestParams,
    options: ConnectionRequestOptions | ConnectionRequestOptionsAsStream,
  ): Promise<ConnectionRequestResponse | ConnectionRequestResponseAsStream> {
    const asked = super.request(params, { ...options, asStream: true });
    const answer = await untilAborted(asked, options.signal);
    if ('asStream' in options) return answer;
    if (answer.statusCode < 400 && !isAnswer(answer.statusCode)) {
      // To be left off is a fault to it, which is nobody’s.
      answer.body.on('error', () => undefined).destroy();
      throw new OddStatus(answer.statusCode, answer.headers.location);
    }

    const { 'content-encoding': encoding, ...headers } = answer.headers;
    const isPacked = encoding !== undefined && encoding !== '' && encoding !== 'identity';
    const { maxResponseSize: maxBytes = Infinity } = options;
    const parts: Buffer[] = [];
    let size = 0;
    const keep = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > maxBytes) return;
        parts.push(chunk);
      }
    };
    try {
      await (isPacked ? pipeline(answer.body, createUnzip(), keep) : pipeline(answer.body, keep));
    } catch (fault) {
      // To leave off reading is a fault as well, and not the one to tell of.
      if (size <= maxBytes) throw bodyFault(fault, options.signal);
    }
    if (size > maxBytes) throw longerThan(maxBytes);
    const body = Buffer.concat(parts).toString('utf8');
    expectPlainJson(body);
    return { ...answer, headers, body };
  }
}

/** undici is told to give up at once, and does so only once it is connected: of a host that never answers, after ten seconds. */
function untilAborted<T>(asked: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return asked;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(new errors.TimeoutError('Request timed out'));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    const heard = (): void => {
      signal.removeEventListener('abort', giveUp);
    };
    asked.then(resolve, reject).finally(heard);
  });
}

/** In the words that the client has for it, where it has any. */
function bodyFault(fault: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return new errors.TimeoutError('Request timed out');
  if (errorCode(fault)?.startsWith('Z_') === true) return fault;
  return new errors.ConnectionError(
    fault instanceof Error ? fault.message : 'the body was cut off',
  );
}
