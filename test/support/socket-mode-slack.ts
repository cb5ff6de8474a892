import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

type Opening = 'granted' | 'cut' | 'refused' | 'mute';

export interface SocketModeSlack {
  readonly apiUrl: string;
  /** Sends a slash command through the socket; resolves with the acknowledgement and the answer. */
  readonly type: (
    text: string,
  ) => Promise<{ readonly acknowledged: unknown; readonly answer: unknown }>;
  /** Sends an event through the socket. */
  readonly deliver: (event: object) => Promise<void>;
  /** Cuts every connection; the client is expected back. */
  readonly cut: () => void;
  readonly connections: () => number;
  /** How many are up. */
  readonly live: () => number;
  /** How a wish for a connection is met from now on: granted, cut off without an answer, refused, or granted and never greeted. */
  readonly open: (answer: Opening) => void;
  readonly close: () => Promise<void>;
}

/**
 * As much of Slack as Socket Mode needs, on loopback. What else of the Web API is called goes to
 * `webApi`, or is answered with a plain yes.
 */
export async function startSocketModeSlack(webApi?: string): Promise<SocketModeSlack> {
  let current: WebSocket | undefined;
  let connections = 0;
  let opening: Opening = 'granted';
  let onAnswer: (answer: unknown) => void = () => undefined;
  let onConnection: (socket: WebSocket) => void = () => undefined;
  const connected = new Promise<WebSocket>((resolve) => {
    onConnection = resolve;
  });

  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const opens = request.url === '/api/apps.connections.open';
      if (opens && opening === 'cut') {
        request.socket.destroy();
        return;
      }
      response.setHeader('content-type', 'application/json');
      if (opens && opening === 'refused') {
        response.end('{"ok":false,"error":"invalid_auth"}');
        return;
      }
      if (request.url === '/response') onAnswer(JSON.parse(body));
      const method = (request.url ?? '').replace('/api/', '');
      if (webApi !== undefined && method !== 'apps.connections.open') {
        void fetch(`${webApi}${method}`, { method: 'POST', body }).then(async (answer) => {
          response.end(await answer.text());
        });
        return;
      }
      response.end(
        opens
          ? JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port()}/link` })
          : '{"ok":true,"bot_id":"B1","user_id":"U1","team_id":"T1"}',
      );
    });
  });
  const port = (): number => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    if (opening === 'mute') return;
    socket.send(
      JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } }),
    );
    current = socket;
    connections += 1;
    onConnection(socket);
  });

  const type: SocketModeSlack['type'] = async (text) => {
    const socket = current ?? (await connected);
    const answered = new Promise<unknown>((resolve) => {
      onAnswer = resolve;
    });
    const acknowledged = new Promise<unknown>((resolve) => {
      socket.once('message', (data: Buffer) => {
        resolve(JSON.parse(data.toString()));
      });
    });
    socket.send(
      JSON.stringify({
        type: 'slash_commands',
        envelope_id: 'e-1',
        accepts_response_payload: true,
        payload: {
          command: '/wale',
          text,
          team_id: 'T1',
          channel_id: 'C1',
          user_id: 'U2',
          response_url: `http://127.0.0.1:${port()}/response`,
        },
      }),
    );
    return { acknowledged: await acknowledged, answer: await answered };
  };

  return {
    apiUrl: `http://127.0.0.1:${port()}/api/`,
    type,
    deliver: async (event) => {
      await connected;
      current?.send(
        JSON.stringify({
          type: 'events_api',
          envelope_id: `e-${String(connections)}-event`,
          accepts_response_payload: false,
          payload: {
            type: 'event_callback',
            team_id: 'T1',
            api_app_id: 'A1',
            event_id: 'Ev1',
            event: { type: 'message', channel_type: 'channel', ...event },
          },
        }),
      );
    },
    cut: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    connections: () => connections,
    live: () => sockets.clients.size,
    open: (answer) => {
      opening = answer;
    },
    close: async () => {
      for (const socket of sockets.clients) socket.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
