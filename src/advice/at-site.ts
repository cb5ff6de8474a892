import type { Finding, NextStep } from '../domain/finding.ts';
import { OMNIBUS, type Site } from '../domain/site.ts';
import { inPod } from './pod-commands.ts';

/** The steps as they are done where the cluster runs. */
export const atSite = (steps: readonly NextStep[], site: Site = OMNIBUS): readonly NextStep[] =>
  site.kind === 'pods' ? steps.map((step) => inPod(step, site)) : steps;

export const findingAtSite = (finding: Finding, site: Site | undefined): Finding =>
  finding.kind === 'problem' ? { ...finding, nextSteps: atSite(finding.nextSteps, site) } : finding;
