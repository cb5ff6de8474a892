import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { registerHandlers } from '../handlers/index.ts';
import { NEEDED_SCOPES } from '../src/checks/slack-checks.ts';
import { HOME_EVENT } from '../handlers/slack/home/home.ts';
import { HELP } from '../handlers/slack/commands/command-help.ts';

// Slack's own limits: https://docs.slack.dev/reference/app-manifest
const Manifest = z.object({
  display_information: z.object({
    name: z.string().max(35),
    description: z.string().max(140),
    long_description: z.string().min(174).max(4000),
  }),
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.boolean() }),
    shortcuts: z.array(
      z.object({
        name: z.string().max(24),
        type: z.literal('message'),
        callback_id: z.string().max(255),
        description: z.string().max(150),
      }),
    ),
    slash_commands: z.array(
      z.object({
        command: z.string().regex(/^\/[a-z]{1,31}$/),
        description: z.string().max(2000),
        usage_hint: z.string().max(1000),
        should_escape: z.literal(true),
      }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    interactivity: z.object({ is_enabled: z.boolean() }),
    socket_mode_enabled: z.boolean(),
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
  }),
});

function registered() {
  const commands: unknown[] = [];
  const actions: unknown[] = [];
  const events: unknown[] = [];
  const shortcuts: unknown[] = [];
  registerHandlers(
    {
      command: (name: unknown) => commands.push(name),
      action: (name: unknown) => actions.push(name),
      event: (name: unknown) => events.push(name),
      shortcut: (of: unknown) => shortcuts.push(of),
      view: () => undefined,
    },
    {
      clusters: new Map(),
      askFleet: () => Promise.reject(new Error('nobody asks')),
      allow: { channels: [], users: [] },
      hide: (text) => text,
      respondReadably: (reply, respond) => respond(reply),
      publishReadably: (reply, respond) => respond(reply),
      askingAfterMs: 0,
      watchCluster: () => Promise.resolve({ kind: 'begun' }),
      acknowledging: {
        acknowledge: () => Promise.reject(new Error('nobody does')),
        unacknowledge: () => Promise.resolve(0),
      },
      stopWatching: () => Promise.resolve(true),
      verdictPage: () => '',
      clusterOfThread: () => Promise.resolve(undefined),
      clusterOfMessage: () => Promise.resolve(undefined),
      answerPost: undefined,
      alertChannels: [],
      takeDown: () => '',
      now: Date.now,
    },
  );
  return { commands, actions, events, shortcuts };
}

describe('manifest.yml', () => {
  const manifest = Manifest.parse(parse(readFileSync('manifest.yml', 'utf8')));

  it('declares exactly the commands that the bot answers', () => {
    const declared = manifest.features.slash_commands.map(({ command }) => command);

    expect(declared).toEqual(registered().commands);
  });

  it('declares exactly the shortcuts that the bot answers', () => {
    const declared = manifest.features.shortcuts.map(({ callback_id: id }) => id);

    expect(registered().shortcuts).toEqual(
      declared.map((id) => ({ type: 'message_action', callback_id: id })),
    );
  });

  it('turns interactivity on, since there are buttons', () => {
    expect(manifest.settings.interactivity.is_enabled).toBe(registered().actions.length > 0);
  });

  it('asks for no scope that is not used', () => {
    expect(manifest.oauth_config.scopes.bot).toEqual([
      'commands',
      'app_mentions:read', // @wale
      'chat:write', // replies and their edits
      'channels:history', // message.channels, and looking for what was missed
      'groups:history', // the same in private channels
      'im:history', // message.im
    ]);
  });

  it('asks for each scope that the doctor wants, and for no other', () => {
    expect(Object.keys(NEEDED_SCOPES)).toEqual(manifest.oauth_config.scopes.bot);
  });

  it('subscribes to the posts of channels, public and private, for the events that the bot hears', () => {
    const kinds = manifest.settings.event_subscriptions.bot_events.map(
      (name) => name.split('.')[0],
    );

    expect(manifest.settings.event_subscriptions.bot_events).toEqual([
      'app_home_opened',
      'app_mention',
      'message.channels',
      'message.groups',
      'message.im',
    ]);
    expect([...new Set(kinds)].sort()).toEqual([...registered().events].map(String).sort());
  });

  it('has a Home tab, since the bot fills it', () => {
    expect(manifest.features.app_home.home_tab_enabled).toBe(
      registered().events.includes(HOME_EVENT),
    );
  });

  it('hints at the words that help explains', () => {
    const words = manifest.features.slash_commands[0]?.usage_hint.match(/\w+/g) ?? [];

    for (const word of words) expect(HELP.toLowerCase()).toContain(word);
    for (const [, word] of HELP.matchAll(/`\/wale (\w+)/g)) expect(words).toContain(word);
  });
});
