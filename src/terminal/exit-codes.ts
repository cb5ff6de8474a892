import type { Severity } from '../domain/finding.ts';

/** As Nagios plug-ins exit. */
export const EXIT_CODES: Readonly<Record<Severity, number>> = {
  ok: 0,
  warning: 1,
  critical: 2,
  unknown: 3,
};
