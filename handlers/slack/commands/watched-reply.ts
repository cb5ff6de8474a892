import { escapeMrkdwn } from '../../../src/messages/slack/escape-mrkdwn.ts';
import type { Watched } from '../../../src/threads/tend/watch-cluster.ts';
import { privately, type Reply } from '../reply.ts';

/** What whoever wants to watch is told; the post that is kept up to date needs no words. */
export function watchedReply(cluster: string, watched: Watched): Reply | undefined {
  const words = watchedWords(cluster, watched);
  return words === undefined ? undefined : privately(words);
}

function watchedWords(cluster: string, watched: Watched): string | undefined {
  switch (watched.kind) {
    case 'begun':
      return undefined;
    case 'already':
      return watched.link === undefined
        ? `${cluster} is watched here already.`
        : `${cluster} is watched here already: <${watched.link}>`;
    case 'refused':
      return watched.reason === 'not_in_channel' || watched.reason === 'channel_not_found'
        ? 'Wale is not in this channel, and what it posts here it could not keep up to date. `/invite` it, and ask again.'
        : `Slack does not let Wale post here (${escapeMrkdwn(watched.reason)}).`;
    case 'later':
      return `This takes longer than usual (${escapeMrkdwn(watched.reason)}); Wale goes on trying.`;
  }
}
