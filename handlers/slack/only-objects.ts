import type { IncomingMessage, RequestListener } from 'node:http';
import { parse } from 'node:querystring';
import { z } from 'zod';
import { jsonIn, readBody } from '../webhooks/read-body.ts';

const EVENTS_PATH = '/slack/events';
const FORM = 'application/x-www-form-urlencoded';
const JsonObject = z.record(z.string(), z.unknown());

/**
 * Lets through to Bolt only what it can read: a body within bounds that is an object. Bolt asks any JSON for its
 * fields, and `null` has none: that would end the process. The body is read here, and Bolt takes it from `rawBody`.
 */
export const onlyObjects =
  (bolt: RequestListener): RequestListener =>
  (request, response) => {
    if (request.method !== 'POST' || request.url?.split('?')[0] !== EVENTS_PATH) {
      bolt(request, response);
      return;
    }
    const refuse = (status: number, sentence: string): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${sentence}\n`);
    };
    void readBody(request).then((body) => {
      if (body.kind === 'bad') return refuse(body.status, body.why);
      if (!holdsObject(request, body.bytes)) {
        return refuse(400, 'expected a JSON object or a form, got something else');
      }
      bolt(Object.assign(request, { rawBody: body.bytes }), response);
    });
  };

function holdsObject(request: IncomingMessage, bytes: Buffer): boolean {
  if (request.headers['content-type'] !== FORM) return JsonObject.safeParse(jsonIn(bytes)).success;
  const { payload } = parse(bytes.toString('utf8'));
  return typeof payload !== 'string' || JsonObject.safeParse(jsonIn(Buffer.from(payload))).success;
}
