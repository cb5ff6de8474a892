import type { NextStep } from '../../domain/finding.ts';
import type { Site } from '../../domain/site.ts';

/** How to get to where the steps are done; undefined where that is in pods, or on more than one host. */
export function sshLine(steps: readonly NextStep[], site: Site | undefined): string | undefined {
  const [host, ...others] = new Set(steps.flatMap((step) => step.host ?? []));
  return host === undefined || others.length > 0 || site?.kind === 'pods'
    ? undefined
    : `ssh ${host}`;
}
