import type { Reading } from '../../domain/reading.ts';
import type { ElasticsearchSettings } from '../../domain/source-settings.ts';
import { HOUR, MINUTE, SECOND, type EpochMs } from '../../domain/time.ts';
import type { UploadLog } from '../../domain/upload-log.ts';
import { came, type Outcome } from '../outcome.ts';
import { wholeAnswer } from './completeness.ts';
import {
  documentsOf,
  NO_DOCUMENTS,
  together,
  type Documents,
  type LogDocument,
} from './documents.ts';
import type { Search } from './earlier-uploads-asked.ts';
import type { SearchBody } from './earlier-searches.ts';
import type { Found } from './found.ts';
import { HitsAnswer } from './schema.ts';
import { exactly, fetched, ofCluster } from './searches.ts';
import { uploadLogOf } from './upload-log.ts';

/** An archiver that says itself what failed does it within the time of one try. */
const SAME_TRY = 5 * MINUTE;
/** A signal needs no further words, nor do the shell’s own codes: of a program that is not there, and of a signal. */
const SAYS_WHY = /terminated by|exit code (?:12[6-9]|1[345]\d|16[0-5])\b/;
/** What happened long ago, and was over, needs no cause. */
const RECENT = HOUR;
/** Before the complaint, as long as tries follow one another; a shipper reads the lines of one moment in any order. */
const BEFORE = 15 * SECOND;
const AFTER = 2 * SECOND;
/** Of so many hosts at the most, the newest first: mostly one host archives. */
const MOST_HOSTS = 2;
const LINES = 40;

/**
 * What an archive command writes to stderr lands in PostgreSQL's log without a time. In an index it is a document of
 * its own (`cp: cannot create …`), which no phrase finds. Where PostgreSQL complains and nobody says why, the lines
 * beside its complaint are fetched, and read with the others.
 */
export async function withOutput(
  log: Reading<UploadLog>,
  found: Found,
  search: Search,
  settings: ElasticsearchSettings,
  at: EpochMs,
): Promise<Reading<UploadLog>> {
  const postgres = found.records('postgres');
  if (log.kind === 'unavailable' || postgres.kind === 'unavailable') return log;
  const complaints = unexplained(postgres.value.documents.readable, log.value, at);
  if (complaints.length === 0) return log;
  return uploadLogOf(found, settings, at, await linesBeside(search, complaints, settings, at));
}

/** The newest document of each host whose PostgreSQL says that a command failed, where nobody said why. */
function unexplained(
  postgres: readonly LogDocument[],
  { failures }: UploadLog,
  now: EpochMs,
): readonly LogDocument[] {
  const newest = new Map<string | undefined, LogDocument>();
  for (const document of postgres) {
    const before = newest.get(document.host);
    if (arrivalOf(document) > (before === undefined ? now - RECENT : arrivalOf(before))) {
      newest.set(document.host, document);
    }
  }
  return [...newest.values()]
    .filter((document) => {
      const tries = failures.filter(
        ({ host, at, operation }) =>
          host === document.host &&
          operation !== 'fetch' &&
          Math.abs(at - arrivalOf(document)) <= SAME_TRY,
      );
      return (
        tries.every(({ reportedBy }) => reportedBy === 'postgresql') &&
        tries.some(({ isTry, text }) => isTry !== false && !SAYS_WHY.test(text))
      );
    })
    .sort((a, b) => arrivalOf(b) - arrivalOf(a))
    .slice(0, MOST_HOSTS);
}

const arrivalOf = ({ arrivedAt }: LogDocument): EpochMs => arrivedAt ?? -Infinity;

/** The lines that the same log of the same host has right before these complaints. */
async function linesBeside(
  search: Search,
  complaints: readonly LogDocument[],
  settings: ElasticsearchSettings,
  now: EpochMs,
): Promise<Outcome<Documents>> {
  const answers = await search(complaints.map((complaint) => around(complaint, settings, now)));
  if (answers.kind === 'unavailable') return answers;
  const found: Documents[] = [NO_DOCUMENTS];
  for (const [position, { host }] of complaints.entries()) {
    const hits = wholeAnswer(HitsAnswer, answers.value[position], settings.index);
    if (hits.kind === 'unavailable') return hits;
    const { readable } = documentsOf(hits.value, 'selector', settings);
    // Without what is no line: nothing of it was asked for.
    found.push({ readable: readable.filter((line) => line.host === host), unreadable: [] });
  }
  return came(together(found));
}

function around(complaint: LogDocument, settings: ElasticsearchSettings, now: EpochMs): SearchBody {
  const { fields, selector } = settings;
  const { tag } = complaint;
  const arrivedAt = arrivalOf(complaint);
  const range = {
    gte: arrivedAt - BEFORE,
    lte: Math.max(arrivedAt, Math.min(arrivedAt + AFTER, now)),
    format: 'epoch_millis',
  };
  return {
    track_total_hits: false,
    ...fetched(settings),
    size: LINES,
    query: {
      bool: {
        filter: [
          { range: { [fields.timestamp]: range } },
          ...ofCluster(settings),
          ...(tag === undefined ? [] : [exactly(selector.field, tag, settings)]),
        ],
      },
    },
  };
}
