import { MINUTE, type DurationMs } from '../domain/time.ts';

/**
 * What an abbreviation of a time zone may mean, in minutes ahead of UTC. PostgreSQL prints the
 * abbreviations of the IANA database; these are all that any zone there has used since 2012, with summer
 * time where it has a name of its own. Zones without an abbreviation are printed as a number.
 *
 * Where servers with an older database print the same letters for another zone, that counts as a
 * meaning too: src/timezone/tznames of PostgreSQL lists them.
 */
const ABBREVIATIONS: ReadonlyMap<string, readonly number[]> = new Map([
  ['UTC', [0]],
  ['UCT', [0]],
  ['GMT', [0]],
  ['Z', [0]],
  ['WET', [0]],
  ['WEST', [60]],
  ['CET', [60]],
  ['CEST', [120]],
  ['MET', [60]],
  ['MEST', [120]],
  ['EET', [120]],
  ['EEST', [180]],
  ['MSK', [180]],
  ['WAT', [60]],
  ['CAT', [120]],
  ['SAST', [120]],
  ['EAT', [180]],
  ['IDT', [180]],
  ['PKT', [300]],
  ['WIB', [420]],
  ['WITA', [480]],
  ['WIT', [540]],
  ['HKT', [480]],
  ['JST', [540]],
  ['KST', [540]],
  ['AWST', [480]],
  ['ACST', [570]],
  ['ACDT', [630]],
  ['AEST', [600]],
  ['AEDT', [660]],
  ['ChST', [600]],
  ['NZST', [720]],
  ['NZDT', [780]],
  ['NDT', [-150]],
  ['NST', [-210]],
  ['ADT', [-180]],
  ['EST', [-300]],
  ['EDT', [-240]],
  ['MST', [-420]],
  ['MDT', [-360]],
  ['PDT', [-420]],
  ['AKST', [-540]],
  ['AKDT', [-480]],
  ['HST', [-600]],
  ['HDT', [-540]],
  // The letters of several zones.
  ['IST', [330, 120, 60]], // India, Israel, Ireland in summer
  ['CST', [-360, 480, -300]], // North America, China, Cuba
  ['CDT', [-300, -240]], // North America, Cuba
  ['PST', [-480, 480]], // North America, the Philippines
  ['SST', [-660, 480]], // Samoa, Singapore
  ['BST', [60, 360, 660]], // Britain in summer, Bangladesh, Bougainville
  ['AST', [-240, 180]], // the Atlantic, Arabia
]);

/** How far ahead of UTC an abbreviation may be; undefined if it is none that is known. */
export const offsetsOf = (abbreviation: string): readonly DurationMs[] | undefined =>
  ABBREVIATIONS.get(abbreviation)?.map((minutes) => minutes * MINUTE);
