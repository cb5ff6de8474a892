type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The same settings without those that are undefined, so that spreading them overwrites nothing. */
export const definedOnly = <T extends object>(settings: T): Defined<T> =>
  Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
