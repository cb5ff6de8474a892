/** So many messages are remembered; beyond that a fault may be told again. */
const MOST = 1000;

/** Remembers which messages could not be edited and why, so that a fault that lasts is told once. */
export function createFaultyEdits(onFault: (channel: string, reason: string) => void) {
  const told = new Map<string, string>();
  return {
    tell: (channel: string, ts: string, reason: string): void => {
      const message = `${channel}|${ts}`;
      if (told.get(message) === reason) return;
      if (told.size >= MOST) told.clear();
      told.set(message, reason);
      onFault(channel, reason);
    },
    isOver: (channel: string, ts: string): void => {
      told.delete(`${channel}|${ts}`);
    },
  };
}
