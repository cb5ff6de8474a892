export interface AllowList {
  /** Empty for all. */
  readonly channels: readonly string[];
  readonly users: readonly string[];
}

/** Whether this user may ask in this channel. */
export const isAllowed = (allow: AllowList, channel: string, user: string): boolean =>
  (allow.channels.length === 0 || allow.channels.includes(channel)) &&
  (allow.users.length === 0 || allow.users.includes(user));

export const NOT_ALLOWED =
  'Wale is not allowed to answer in this channel or for this user. Whoever runs it can add them to slack.allow.channels or slack.allow.users.';
