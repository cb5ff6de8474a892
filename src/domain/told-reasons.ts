/** What goes wrong again and again for the same reason is told once. */
export interface ToldReasons {
  /** True if this is not what was told of it last; it is remembered as told. */
  readonly isNew: (subject: string, reason: string) => boolean;
  /** It works again: the next fault is told, whatever it is. */
  readonly forget: (subject: string) => void;
}

/** So many subjects are remembered; more are told of anew. */
const MOST = 1000;

export function createToldReasons(): ToldReasons {
  const told = new Map<string, string>();
  return {
    isNew: (subject, reason) => {
      if (told.get(subject) === reason) return false;
      if (told.size >= MOST) told.clear();
      told.set(subject, reason);
      return true;
    },
    forget: (subject) => {
      told.delete(subject);
    },
  };
}
