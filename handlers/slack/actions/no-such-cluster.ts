import { harmlessText } from '../../../src/domain/harmless-text.ts';
import { escapeMrkdwn } from '../../../src/messages/slack/escape-mrkdwn.ts';
import { privately, type Reply } from '../reply.ts';

/** A button outlives the configuration that it was made by; one of another name is never asked in its place. */
export const noSuchCluster = (name: string): Reply => ({
  ...privately(escapeMrkdwn(`there is no cluster "${harmlessText(name, 60)}" any more`)),
  replace_original: false,
});
