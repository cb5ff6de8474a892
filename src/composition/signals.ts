import type { Signals } from './serve.ts';

/** As shells say that a signal ended a process. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export interface ProcessSignals extends Signals {
  /** Whether the end was asked for. */
  readonly isEnding: () => boolean;
}

/**
 * SIGINT and SIGTERM ask for the end, SIGHUP for the configuration to be read again. Whoever asks a second time gets
 * the end at once.
 */
export function processSignals(complain: (text: string) => void): ProcessSignals {
  let isAsked = false;
  return {
    isEnding: () => isAsked,
    untilStopped: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) {
          process.on(signal, () => {
            if (isAsked) {
              complain(`wale: ${signal} for the second time: this ends at once\n`);
              process.exit(EXIT_CODES[signal]);
            }
            isAsked = true;
            resolve();
          });
        }
      }),
    onReload: (reload) => {
      process.on('SIGHUP', reload);
      return () => {
        // From now on it asks for nothing, and ends nothing either.
        process.off('SIGHUP', reload);
        process.on('SIGHUP', () => undefined);
      };
    },
  };
}
