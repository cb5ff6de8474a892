import { namesArchiver } from '../archivers/archivers.ts';
import type { Check } from '../domain/check.ts';
import type { ChannelLook, IsAboutBackups } from '../domain/contracts.ts';
import type { Reading } from '../domain/reading.ts';

/** Words in the name of an alert by which a person takes it for one about backups. */
const WORDS = /(?<![a-z])wal(?![a-z])|archiv|base.?backup|postgres\w*.?backup|backup\w*.?postgres/i;
const resembles = (name: string): boolean => WORDS.test(name) || namesArchiver(name);

const NAMED = 5;

/** Whether the channels can be read in which alerts are to be answered. */
export const channelChecks = (channels: readonly ChannelLook[]): readonly Check[] =>
  channels.map(({ id, refused, alerts }) => {
    const subject = `channel ${id}`;
    if (refused === undefined) {
      const found = `the bot is in it; ${alerts.length} of its newest posts are alerts`;
      return { subject, outcome: 'works', found };
    }
    const cost = 'no alert in it is answered';
    return NOT_IN.has(refused)
      ? {
          subject,
          outcome: 'broken',
          found: `the bot is not in it (${refused})`,
          cost,
          remedy: `/invite the bot there, or correct ${id} in alerts.channels`,
        }
      : {
          subject,
          outcome: 'broken',
          found: `Slack does not let the bot read it: ${refused}`,
          cost,
          remedy: 'install the app again from manifest.yml, and /invite the bot there',
        };
  });

/** A private channel that the bot is not in is none that it may know of. */
const NOT_IN = new Set(['not_in_channel', 'channel_not_found']);

/**
 * Whether alerts.names and alerts.phrases fit any alert that there is: an alerting rule of the metrics server, or a
 * post in the channels.
 */
export function alertPatternChecks(
  isAboutBackups: IsAboutBackups | undefined,
  rules: Reading<readonly string[]> | undefined,
  channels: readonly ChannelLook[],
): readonly Check[] {
  if (isAboutBackups === undefined) return [];
  const subject = 'alert patterns';
  const names = [
    ...new Set([
      ...(rules?.kind === 'measured' ? rules.value : []),
      ...channels.flatMap(({ alerts }) => alerts),
    ]),
  ];
  const matched = names.filter(isAboutBackups);
  const missed = names.filter((name) => !isAboutBackups(name) && resembles(name));
  const some = (list: readonly string[]): string =>
    list
      .slice(0, NAMED)
      .map((name) => `“${name}”`)
      .join(', ');
  if (matched.length > 0) {
    return [{ subject, outcome: 'works', found: `they fit ${some(matched)}` }];
  }
  if (missed.length > 0) {
    return [
      {
        subject,
        outcome: 'lacking',
        found: `none of alerts.names and alerts.phrases fits an alert that there is, and ${some(missed)} ${missed.length === 1 ? 'looks like one' : 'look like some'} about backups`,
        cost: 'such an alert is not answered',
        remedy: 'add their names to alerts.names, and try wale test-alert',
      },
    ];
  }
  const found =
    names.length === 0
      ? 'no alerting rule and no post to try them on'
      : `they fit none of the ${names.length} alerting rules and posts that there are, and none of these looks like one about backups`;
  const remedy = 'try an alert with wale test-alert';
  return [{ subject, outcome: 'off', found, remedy }];
}
