import type { ProcessSignals } from './signals.ts';

/**
 * Takes a SIGHUP from now on, and hands it over to whoever asks for it later. Until somebody does it would end the
 * process, and systemd would not start that again: to it a SIGHUP is a clean end.
 */
export function withEarlyReload(signals: ProcessSignals): ProcessSignals {
  let isMissed = false;
  const stop = signals.onReload(() => {
    isMissed = true;
  });
  return {
    ...signals,
    onReload: (reload) => {
      stop();
      const stopReloading = signals.onReload(reload);
      if (isMissed) reload();
      isMissed = false;
      return stopReloading;
    },
  };
}
