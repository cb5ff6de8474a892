import { errors } from '@elastic/elasticsearch';
import { WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import { AxiosError, AxiosHeaders } from 'axios';
import { createLog } from '../../../src/composition/log.ts';
import type { Surface } from './surface.ts';

/** Everything that is written to the log by `say`. */
export function logged(say: (log: ReturnType<typeof createLog>) => void): string {
  let written = '';
  say(
    createLog('debug', undefined, (line) => {
      JSON.parse(line); // a log that is no JSON any more is read by nobody
      written += line;
    }),
  );
  return written;
}

/** Errors as the clients throw them, each with a line in every place that it has for one. */
function errorsWith(line: string): readonly unknown[] {
  const config = {
    url: `http://x/?q=${line}`,
    baseURL: line,
    headers: new AxiosHeaders({ 'X-Line': line.replace(/[^ -~]/g, '') }),
    auth: { username: 'walg', password: line },
    data: line,
  };
  const response = {
    status: 500,
    statusText: line,
    data: line,
    headers: { 'set-cookie': [line] },
    config,
  };
  const redis = Object.assign(new Error(`WRONGPASS ${line}`), {
    command: { name: 'auth', args: ['default', line] },
    previousErrors: [line],
  });
  const plain = new Error(line, { cause: new Error(`inner ${line}`) });
  return [
    plain,
    new AggregateError([plain, line], line),
    Object.assign(plain, { [line]: line, config: { headers: { authorization: line } } }),
    redis,
    new AxiosError(line, 'ERR_BAD_RESPONSE', config, { path: line }, response),
    new errors.ResponseError({
      body: { error: { reason: line } },
      statusCode: 500,
      headers: { authorization: line },
      warnings: null,
      meta: { request: { params: { headers: { authorization: line } } } } as never,
    }),
    new errors.ConnectionError(line, { meta: line } as never),
    new WebAPIPlatformError({ ok: false, error: line }),
    new WebAPIRequestError(new Error(line)),
    line,
    { message: line },
  ];
}

export const LOG: readonly Surface[] = [
  {
    name: 'the bot’s log, of errors',
    quotes: true,
    show: (lines) =>
      logged((log) => {
        for (const err of errorsWith(lines.join('\n'))) {
          log.error({ err }, 'it failed');
          log.error({ fault: err }, 'it failed');
          log.error(err);
        }
      }),
  },
  {
    name: 'the bot’s log, of anything',
    quotes: true,
    show: (lines) =>
      logged((log) => {
        const line = lines.join('\n');
        log.info(line);
        log.warn({ channel: line, deep: { deeper: [{ [line]: line }] } }, line);
        log.child({ line }).info('%s', line);
      }),
  },
];
