import type { Listener, Tell } from '../domain/event-map.ts';

/** Passes each event on to all listeners. One that fails is told of, and keeps nothing from the others. */
export const tellAll =
  (listeners: readonly Listener[], onFault: (fault: unknown) => void): Tell =>
  (name, event) => {
    for (const listener of listeners) {
      try {
        listener(name, event);
      } catch (fault) {
        onFault(fault);
      }
    }
  };
