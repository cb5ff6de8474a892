import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http';
import { parse } from 'node:querystring';
import { z } from 'zod';
import { jsonIn, readBody } from '../webhooks/read-body.ts';

const EVENTS_PATH = '/slack/events';
const FORM = 'application/x-www-form-urlencoded';
const JsonObject = z.record(z.string(), z.unknown());

/** Whether these bytes came from Slack, by the headers that sign them. */
export type IsSigned = (headers: IncomingHttpHeaders, bytes: Buffer) => boolean;

/**
 * Lets through to Bolt only what it can read: a request for a path that is one and, for what Slack sends, a signed body
 * within bounds that is an object. Bolt asks any JSON for its fields, and `null` has none: that would end the process. The
 * body is read here, its signature is checked before anything of it is parsed, and Bolt takes it from `rawBody`. Bolt checks no
 * signature itself: a third of what an acknowledgement costs would be spent on the second time.
 */
export const onlyObjects =
  (bolt: RequestListener, isSigned: IsSigned): RequestListener =>
  (request, response) => {
    readablePath(request);
    // As Bolt tells what is for Slack, since all of that has to pass here.
    if (request.method?.toUpperCase() !== 'POST' || pathOf(request) !== EVENTS_PATH) {
      bolt(request, response);
      return;
    }
    const refuse = (status: number, sentence: string): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${sentence}\n`);
    };
    void readBody(request).then((body) => {
      if (body.kind === 'bad') return refuse(body.status, body.why);
      const { bytes } = body;
      if (!isSigned(request.headers, bytes)) {
        if (isCheck(request, bytes)) return void response.writeHead(200).end();
        return refuse(
          401,
          'expected a request signed by Slack, got one without or with another signature',
        );
      }
      if (!holdsObject(request, bytes)) {
        return refuse(400, 'expected a JSON object or a form, got something else');
      }
      bolt(Object.assign(request, { rawBody: bytes }), response);
    });
  };

/** Bolt throws at a path that is none, `http://[::1`: it becomes one that nothing is behind. */
export function readablePath(request: IncomingMessage): void {
  if (!URL.canParse(request.url ?? '', ANY_HOST)) request.url = '/not-a-path';
}

const ANY_HOST = 'http://localhost';
export const pathOf = ({ url }: IncomingMessage): string => new URL(url ?? '', ANY_HOST).pathname;

/** Slack tries out whether TLS works with a form that is not signed; nothing else of it is read. */
const isCheck = (request: IncomingMessage, bytes: Buffer): boolean =>
  request.headers['content-type'] === FORM && parse(bytes.toString('utf8'))['ssl_check'] === '1';

function holdsObject(request: IncomingMessage, bytes: Buffer): boolean {
  if (request.headers['content-type'] !== FORM) return JsonObject.safeParse(jsonIn(bytes)).success;
  const { payload } = parse(bytes.toString('utf8'));
  return typeof payload !== 'string' || JsonObject.safeParse(jsonIn(payload)).success;
}
