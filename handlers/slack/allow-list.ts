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
  'Wale does not answer here: this channel or user is not on its list. Ask whoever runs it to add slack.allow.channels or slack.allow.users.';
