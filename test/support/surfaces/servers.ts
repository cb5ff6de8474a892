import { listenOnLoopback } from '../../../lab/scenario/loopback.ts';
import { runWale } from '../terminal.ts';
import type { Surface } from './surface.ts';

const QUESTIONS = [['doctor']];

/** What the terminal shows of servers that answer every question with these words. */
async function askingServersThatSay(line: string): Promise<string> {
  const server = await listenOnLoopback((request, response) => {
    request.resume();
    response.writeHead(500, {
      'content-type': 'application/json',
      'x-elastic-product': 'Elasticsearch',
    });
    const isSearch = request.url?.includes('search') ?? false;
    response.end(JSON.stringify({ error: isSearch ? { reason: line } : line }));
  });
  try {
    const env = {
      ELASTICSEARCH_URL: server.url,
      PROMETHEUS_URL: server.url,
      SLACK_BOT_TOKEN: 'xoxb-test',
      SLACK_API_URL: server.url,
    };
    const runs = await Promise.all(QUESTIONS.map((words) => runWale(words, env)));
    return runs.map(({ out, err }) => out + err).join('\n');
  } finally {
    await server.close();
  }
}

export const SERVERS: readonly Surface[] = [
  {
    name: 'what is said of a server that fails',
    quotes: true,
    show: (lines) => askingServersThatSay(lines.join('\n')),
  },
];
