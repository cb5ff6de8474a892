import { ASSUMED, kindOf } from '../archivers/archivers.ts';
import type { Archiver } from '../domain/archiver.ts';
import type { NextStep } from '../domain/finding.ts';
import { isWalFile } from '../domain/wal-file.ts';
import type { Site } from '../domain/site.ts';
import { programAt } from '../advice/program-at.ts';
import type { Cause } from './cause.ts';
import { hasSign } from './signs.ts';

/** What is known of a failure, for its next steps. */
export interface FailureFacts {
  readonly host: string | undefined;
  readonly archiver: Archiver | undefined;
  readonly file: string | undefined;
  /** The archiver's own words: they may name bucket, path and host of the store. */
  readonly complaint: string;
  readonly site?: Site | undefined;
}

const PLACEHOLDER = /\{([a-z]+)\}/g;

/** The steps of a cause, with what is known filled in. */
export function nextSteps(cause: Cause, facts: FailureFacts): readonly NextStep[] {
  const archiver = facts.archiver ?? ASSUMED;
  const { ownServer } = kindOf(archiver).program;
  const values = valuesFor(facts, archiver);
  const known = (_whole: string, name: string): string => values[name] ?? name.toUpperCase();
  const inCommand = (command: string): string => command.replace(PLACEHOLDER, known);
  /** In a sentence what is not known is left out, with the blank before it. */
  const inWords = (words: string): string =>
    words.replace(/ ?\{([a-z]+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? '' : whole.replace(PLACEHOLDER, value);
    });

  return cause.steps
    .filter(({ only }) => only === undefined || only.includes(archiver))
    .filter(({ when }) => when === undefined || hasSign(when, facts.complaint))
    .map(({ text, command }) => ({
      text: inWords(text),
      ...(command === undefined || (command.includes('{settings}') && !isPath(values['settings']))
        ? {}
        : { command: inCommand(command) }),
      ...(ownServer === undefined
        ? { host: facts.host }
        : { host: undefined, onArchiverServer: true }),
    }));
}

/**
 * These end up in commands that people paste, and they come from a log: only what has the strict
 * form of its kind is taken.
 */
function valuesFor(
  { file, complaint, host, site }: FailureFacts,
  archiver: Archiver,
): Readonly<Record<string, string | undefined>> {
  const { settings, probe, tryWrite, readLog } = programAt(archiver, host, site);
  return {
    archiver,
    settings,
    probe,
    trywrite: tryWrite,
    log: readLog,
    segment: file !== undefined && isWalFile(file) ? file : undefined,
    bucket: bucketIn(complaint),
    path: pathIn(complaint),
    store: storeIn(complaint),
  };
}

const BUCKET_PLACES =
  /\bbucket '([^']{3,63})'|<BucketName>([^<]{3,63})<|\b(?:s3|gs|wabs|swift):\/\/([^/\s"']{3,63})\/|\/b\/([^/\s"']{3,63})\/o\b/;
// The rules of S3 and GCS, with what they reserve left out: an address, or a name of their own.
const BUCKET =
  /^(?!.*[.]{2}|.*[.]-|.*-[.]|[0-9.]+$|xn--|sthree-|goog)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$(?<!-s3alias)(?<!--ol-s3)(?<![.]mrap)/;

function bucketIn(complaint: string): string | undefined {
  const found = firstGroup(BUCKET_PLACES, complaint);
  return found !== undefined && BUCKET.test(found) ? found : undefined;
}

const PATH = /(?<![A-Za-z0-9._:/-])((?:\/(?!-)[A-Za-z0-9._-]{1,100}){1,13})(?=['":\s]|$)/;

/** The first absolute path of plain characters, none of whose parts looks like an option; one that climbs up is none. */
function pathIn(complaint: string): string | undefined {
  const [, path] = PATH.exec(complaint) ?? [];
  return path === undefined || path.includes('..') ? undefined : path;
}

const STORE_PLACES =
  /\blookup ([^\s:]{4,253})|\bhost='([^']{4,253})'|\bhttps?:\/\/([^/\s"':]{4,253})|find the server at ([^\s]{4,253})|(?:address for|connect to|presented by) '([^':]{4,253})/;
const HOST_NAME =
  /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;

/** Where a cloud hands out credentials is no store, though complaints name it where these are missing. */
const METADATA = /^(?:169[.]254(?:[.]\d{1,3}){2}|metadata[.].*)$/i;

function storeIn(complaint: string): string | undefined {
  const found = firstGroup(STORE_PLACES, complaint);
  return found !== undefined && HOST_NAME.test(found) && !METADATA.test(found) ? found : undefined;
}

/** Not each archiver has a file of settings. */
const isPath = (settings: string | undefined): boolean => settings?.startsWith('/') === true;

/** Of several places where a name may stand, the one that took part in the match. */
const firstGroup = (places: RegExp, text: string): string | undefined =>
  (places.exec(text) ?? []).slice(1).find((name: string | undefined) => name !== undefined);
