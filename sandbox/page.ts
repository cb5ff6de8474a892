import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { ALERTS } from './alerts.ts';
import { Blocks, Message } from './render/blocks.ts';
import { channelHtml, HOME, homeHtml } from './render/message-html.ts';
import { escaped } from './render/mrkdwn.ts';
import { openSituation, situations, type Situation } from './situation.ts';

export interface Sandbox {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const asset = (name: string): string =>
  readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');

/** What the page sends. */
const Act = z.discriminatedUnion('do', [
  z.object({ do: z.literal('open'), situation: z.string() }),
  z.object({
    do: z.literal('say'),
    text: z.string().trim().min(1).max(4000),
    thread: z.string().optional(),
  }),
  z.object({
    do: z.literal('press'),
    ts: z.string(),
    action: z.string(),
    block: z.string(),
    value: z.string().optional(),
  }),
  z.object({ do: z.literal('home') }),
  z.object({ do: z.literal('alert'), from: z.string() }),
  z.object({ do: z.literal('recover') }),
]);
type Act = z.infer<typeof Act>;

const LONGEST_ACT = 64 * 1024;
const LOOK_EVERY_MS = 60;

/** Serves the sandbox on loopback. One channel, one situation at a time, for everybody who looks. */
export async function startSandbox(
  port: number,
  first: string,
  settings?: Readonly<Record<string, unknown>>,
): Promise<Sandbox> {
  let situation = await openSituation(first, settings);
  let trouble = '';
  const watchers = new Set<ServerResponse>();
  let shown = '';

  const state = (): string =>
    JSON.stringify({
      situation: situation.name,
      at: new Date(situation.at).toISOString(),
      canRecover: situation.canRecover,
      trouble,
      home: homeHtml(Blocks.parse(situation.workspace.home() ?? [])),
      channel: channelHtml(situation.workspace.messages().map((message) => Message.parse(message))),
    });
  const tell = (watcher: ServerResponse): void => {
    watcher.write(`data: ${shown}\n\n`);
  };
  const look = setInterval(() => {
    const now = state();
    if (now === shown) return;
    shown = now;
    watchers.forEach(tell);
  }, LOOK_EVERY_MS);

  const act = async (what: Act): Promise<void> => {
    switch (what.do) {
      case 'open': {
        const old = situation;
        situation = await openSituation(what.situation, settings);
        await old.close();
        return;
      }
      case 'say':
        await say(situation, what.text, what.thread);
        return;
      case 'press': {
        const { workspace, botUrl } = situation;
        const press = { actionId: what.action, blockId: what.block, value: what.value };
        await (what.ts === HOME
          ? workspace.pressAtHome(botUrl, press)
          : workspace.press(botUrl, { ts: what.ts, ...press }));
        return;
      }
      case 'home':
        await situation.workspace.openHome(situation.botUrl);
        return;
      case 'alert': {
        const alert = ALERTS[what.from];
        if (alert !== undefined) await situation.workspace.alert(situation.botUrl, alert);
        return;
      }
      case 'recover':
        situation.recover();
    }
  };

  const server = createServer((request, response) => {
    void answer(request, response).catch((fault: unknown) => {
      trouble = fault instanceof Error ? fault.message : String(fault);
      response.writeHead(500).end();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://loopback');
    if (request.method === 'POST' && pathname === '/act') {
      if (!isFromThisPage(request)) {
        response.writeHead(403).end();
        return;
      }
      trouble = '';
      await act(Act.parse(await bodyOf(request)));
      response.writeHead(204).end();
    } else if (pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      watchers.add(response);
      response.on('close', () => watchers.delete(response));
      tell(response);
    } else if (pathname === '/') {
      send(response, 'text/html; charset=utf-8', pageHtml());
    } else if (pathname === '/page.css') {
      send(response, 'text/css; charset=utf-8', asset('page.css'));
    } else if (pathname === '/page.js') {
      send(response, 'text/javascript; charset=utf-8', asset('page.js'));
    } else {
      response.writeHead(404).end();
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  shown = state();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      clearInterval(look);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await situation.close();
    },
  };
}

/** A slash command can't be used in a thread, and whoever types one there sends a message, as in Slack. */
const say = (
  { workspace, botUrl }: Situation,
  text: string,
  thread: string | undefined,
): Promise<void> =>
  text.startsWith('/') && thread === undefined
    ? workspace.type(botUrl, text)
    : workspace.say(botUrl, text, thread);

/** No other page that is open in the same browser may act here. */
const isFromThisPage = ({ headers }: IncomingMessage): boolean =>
  headers.origin === undefined || headers.origin === `http://${headers.host ?? ''}`;

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LONGEST_ACT) throw new Error('too long');
  }
  return JSON.parse(text);
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:",
  });
  response.end(body);
}

const pageHtml = (): string =>
  asset('page.html')
    .replace(
      '<!-- situations -->',
      situations()
        .map(({ name, title }) => `<option value="${escaped(name)}">${escaped(title)}</option>`)
        .join(''),
    )
    .replace(
      '<!-- alerts -->',
      Object.keys(ALERTS)
        .map((from) => `<button data-alert="${escaped(from)}">Alert from ${escaped(from)}</button>`)
        .join(''),
    );
