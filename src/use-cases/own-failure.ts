import { lookYourself } from '../advice/look-yourself.ts';
import type { Archiver } from '../domain/archiver.ts';
import type { Site } from '../domain/site.ts';
import type { OwnFailure } from '../domain/own-failure.ts';

/** What is said of a bug: of which cluster nothing is known now, and what to run there meanwhile. */
export const ownFailure = (
  cluster: string | undefined,
  reference: string,
  archiver?: Archiver,
  site?: Site,
): OwnFailure => ({ cluster, reference, nextSteps: lookYourself(undefined, archiver, site) });
