import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { harmlessText } from '../../src/domain/harmless-text.ts';
import { expectedWords, mismatchWords } from '../../src/domain/mismatch-words.ts';
import { jsonIn, readBody } from './read-body.ts';

/** What a webhook is answered: a status, and one sentence. */
export interface WebhookAnswer {
  readonly status: number;
  readonly sentence: string;
}

const LONGEST_SENTENCE = 300;

export type Webhook = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Steps<T> {
  readonly expected: z.ZodType<T>;
  /** How many bytes are read of what this caller sends; without it as many as of anybody. */
  readonly most?: (request: IncomingMessage) => number;
  /** Why this caller is not believed; undefined if it is. */
  readonly objection: (request: IncomingMessage, bytes: Buffer) => string | undefined;
  readonly take: (news: T) => Promise<string>;
  readonly onFault: (fault: unknown) => void;
  /** Told of each answer, so that the log says why an alert was passed over. */
  readonly onAnswer?: OnAnswer | undefined;
}

export type OnAnswer = (status: number, sentence: string) => void;

/**
 * The way of a webhook: read, check who sends it, check what it holds, take it in. It is answered 2xx
 * once it is written down, so that whoever sent it tries again where that did not come about.
 */
export const createWebhook =
  <T>(steps: Steps<T>): Webhook =>
  async (request, response) => {
    const { status, sentence } = await answerTo(request, steps).catch((fault: unknown) => {
      steps.onFault(fault);
      return NOT_TAKEN_IN;
    });
    steps.onAnswer?.(status, harmlessText(sentence, LONGEST_SENTENCE));
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
    // It may quote what was sent.
    response.end(`${harmlessText(sentence, LONGEST_SENTENCE)}\n`);
  };

async function answerTo<T>(
  request: IncomingMessage,
  { expected, most, objection, take }: Steps<T>,
): Promise<WebhookAnswer> {
  const body = await readBody(request, most?.(request));
  if (body.kind === 'bad') return { status: body.status, sentence: body.why };
  const objected = objection(request, body.bytes);
  if (objected !== undefined) return { status: 401, sentence: objected };
  const json = jsonIn(body.bytes);
  if (json === undefined) return { status: 400, sentence: 'expected JSON, got something else' };
  const news = expected.safeParse(json, { error: expectedWords });
  if (!news.success) return { status: 400, sentence: mismatchWords(news.error.issues, json) };
  return { status: 200, sentence: await take(news.data) };
}

const NOT_TAKEN_IN: WebhookAnswer = {
  status: 503,
  sentence: 'it could not be written down; please send it again',
};
