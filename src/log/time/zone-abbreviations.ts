import { MINUTE, type DurationMs } from '../../domain/time.ts';

/**
 * What an abbreviation of a time zone means, in minutes ahead of UTC. PostgreSQL prints the
 * abbreviations of the IANA database; these are all that any zone there has used since 2012, with summer
 * time where it has a name of its own. Zones without an abbreviation are printed as a number.
 */
const ABBREVIATIONS: ReadonlyMap<string, number> = new Map([
  ['UTC', 0],
  ['UCT', 0],
  ['GMT', 0],
  ['Z', 0],
  ['WET', 0],
  ['WEST', 60],
  ['CET', 60],
  ['CEST', 120],
  ['MET', 60],
  ['MEST', 120],
  ['EET', 120],
  ['EEST', 180],
  ['MSK', 180],
  ['WAT', 60],
  ['CAT', 120],
  ['SAST', 120],
  ['EAT', 180],
  ['IDT', 180],
  ['PKT', 300],
  ['WIB', 420],
  ['WITA', 480],
  ['WIT', 540],
  ['HKT', 480],
  ['JST', 540],
  ['KST', 540],
  ['AWST', 480],
  ['ACST', 570],
  ['ACDT', 630],
  ['AEST', 600],
  ['AEDT', 660],
  ['ChST', 600],
  ['NZST', 720],
  ['NZDT', 780],
  ['NDT', -150],
  ['NST', -210],
  ['ADT', -180],
  ['EST', -300],
  ['EDT', -240],
  ['MST', -420],
  ['MDT', -360],
  ['PDT', -420],
  ['AKST', -540],
  ['AKDT', -480],
  ['HST', -600],
  ['HDT', -540],
]);

/** One of several zones with the same letters. */
interface Meaning {
  readonly minutes: number;
  /** The names in the IANA database of the zones that mean it. */
  readonly zones: RegExp;
}

const NORTH_AMERICA = /^(?:America|US|Canada|Mexico)\/|^[A-Z]{3}\d[A-Z]{3}$/;
const CUBA = /^(?:America\/Havana|Cuba)$/;

/** Where servers with an older database print the same letters, that counts too: see tznames of PostgreSQL. */
const SHARED: ReadonlyMap<string, readonly Meaning[]> = new Map([
  [
    'IST',
    [
      { minutes: 330, zones: /^Asia\/(?:Kolkata|Calcutta)$/ },
      { minutes: 120, zones: /^(?:Asia\/(?:Jerusalem|Tel_Aviv)|Israel)$/ },
      { minutes: 60, zones: /^(?:Europe\/Dublin|Eire)$/ },
    ],
  ],
  [
    'CST',
    [
      { minutes: -300, zones: CUBA },
      { minutes: -360, zones: NORTH_AMERICA },
      { minutes: 480, zones: /^(?:Asia\/|PRC$|ROC$)/ },
    ],
  ],
  [
    'CDT',
    [
      { minutes: -240, zones: CUBA },
      { minutes: -300, zones: NORTH_AMERICA },
    ],
  ],
  [
    'PST',
    [
      { minutes: -480, zones: NORTH_AMERICA },
      { minutes: 480, zones: /^Asia\/Manila$/ },
    ],
  ],
  [
    'SST',
    [
      { minutes: -660, zones: /^(?:Pacific|US)\// },
      { minutes: 480, zones: /^(?:Asia\/)?Singapore$/ },
    ],
  ],
  [
    'BST',
    [
      { minutes: 60, zones: /^(?:Europe\/|GB)/ },
      { minutes: 360, zones: /^Asia\/(?:Dhaka|Dacca)$/ },
      { minutes: 660, zones: /^Pacific\/Bougainville$/ },
    ],
  ],
  [
    'AST',
    [
      { minutes: -240, zones: /^(?:America|Atlantic|Canada)\// },
      { minutes: 180, zones: /^Asia\// },
    ],
  ],
]);

/** How far ahead of UTC an abbreviation may be; undefined if it is none that is known. */
export function offsetsOf(abbreviation: string): readonly DurationMs[] | undefined {
  const minutes = ABBREVIATIONS.get(abbreviation);
  const offsets =
    minutes === undefined ? SHARED.get(abbreviation)?.map((meaning) => meaning.minutes) : [minutes];
  return offsets?.map((offset) => offset * MINUTE);
}

/** How far ahead it is in a zone that uses it; undefined if that zone does not, or is not known to. */
export function offsetIn(abbreviation: string, timeZone: string): DurationMs | undefined {
  const meaning = SHARED.get(abbreviation)?.find(({ zones }) => zones.test(timeZone));
  return meaning === undefined ? undefined : meaning.minutes * MINUTE;
}
