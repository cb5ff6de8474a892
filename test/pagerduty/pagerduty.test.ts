import { afterEach, describe, expect, it } from '@jest/globals';
import { listenOnLoopback, type LoopbackServer } from '../../lab/scenario/loopback.ts';
import { incidentNote } from '../../src/messages/thread/incident-note.ts';
import { createIncidentNotes } from '../../src/pagerduty/client.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { healthySnapshot } from '../support/snapshot.ts';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
});

async function listen(status: number) {
  const seen: unknown[] = [];
  server = await listenOnLoopback((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { authorization, from, accept } = request.headers;
      seen.push({
        url: request.url,
        authorization,
        from,
        accept,
        body: JSON.parse(body) as unknown,
      });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  const settings = { url: server.url, token: 'pd-token', from: 'wale@example.com' };
  return { seen, note: createIncidentNotes(settings) };
}

describe('a note on a PagerDuty incident', () => {
  it('is written in the name of a user', async () => {
    const { seen, note } = await listen(201);

    await note('Q1ABCDEF', 'all is well');

    expect(seen).toEqual([
      {
        url: '/incidents/Q1ABCDEF/notes',
        authorization: 'Token token=pd-token',
        from: 'wale@example.com',
        accept: 'application/vnd.pagerduty+json;version=2',
        body: { note: { content: 'all is well' } },
      },
    ]);
  });

  it('that is refused is a fault for the log', async () => {
    const { note } = await listen(403);

    await expect(note('Q1ABCDEF', 'x')).rejects.toThrow('403');
  });

  it.each([
    ['of which a byte comes now and then', 'HTTP/1.1 201 Created\r\n\r\n', /canceled|aborted/],
    [
      'that is another protocol',
      'HTTP/1.1 101 Well\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
      /canceled|aborted/,
    ],
    ['that is a web page', 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>', /a web page/],
  ])(
    'waits a few seconds for an answer %s',
    async (_what, head, fault) => {
      server = await listenOnLoopback(({ socket }) => {
        socket.on('error', () => undefined);
        socket.write(head);
        const drip = setInterval(() => socket.write(' '), 200);
        socket.on('close', () => {
          clearInterval(drip);
        });
      });
      const from = performance.now();
      const note = createIncidentNotes({
        url: server.url,
        token: 'pd-token',
        from: 'w@example.com',
      });

      await expect(note('Q1', 'x')).rejects.toThrow(fault);
      expect(performance.now() - from).toBeLessThan(8000);
    },
    15_000,
  );

  it('is not carried elsewhere by a redirect', async () => {
    const heard: unknown[] = [];
    const other = await listenOnLoopback((request, response) => {
      heard.push(request.headers.authorization);
      response.end('{}');
    });
    server = await listenOnLoopback((_request, response) => {
      response.writeHead(307, { location: `${other.url}/incidents/Q1/notes` }).end();
    });
    const note = createIncidentNotes({ url: server.url, token: 'pd-token', from: 'w@example.com' });

    await expect(note('Q1', 'x')).rejects.toThrow('307');
    expect(heard).toEqual([]);
    await other.close();
  });

  it('holds the whole verdict, and where it is kept up to date', () => {
    const text = incidentNote(
      reportStatus(healthySnapshot(), 5),
      'https://x.slack.com/archives/C/p1',
    );

    expect(text).toContain('OK gprd-main · WAL archiving is healthy');
    expect(text).toContain('Kept up to date at https://x.slack.com/archives/C/p1');
    expect(incidentNote(reportStatus(healthySnapshot(), 5), undefined)).not.toContain('Kept');
  });
});
