import type { Archiver } from '../../domain/archiver.ts';

/** How the records of an archiver are found in the index: by phrases of their text. */
export interface ArchiverPhrases {
  /** Any of these is in a record of a push. */
  readonly push: readonly string[];
  /**
   * What gives a line about a completed push the lie (see denied-completion.ts). Fetched with the pushes:
   * otherwise such a line could be among the records fetched, and its denial among those that are not.
   */
  readonly denial: readonly string[];
  /**
   * All of one of these are in a record that names the file of a try: one that begins, and where an archiver logs
   * no begin, one that fails.
   */
  readonly attempt: readonly (readonly string[])[];
  /** All of one of these are in the record of a completed push. */
  readonly complete: readonly (readonly string[])[];
  /** The ordinary course of things: not fetched with the errors, so that they are not crowded out. */
  readonly ordinary: readonly string[];
}

const PHRASES: Readonly<Record<Archiver, ArchiverPhrases>> = {
  'wal-e': {
    push: ['action=push-wal'],
    denial: [],
    attempt: [['action=push-wal', 'state=begin']],
    complete: [['action=push-wal', 'state=complete']],
    ordinary: [
      'action=push-wal',
      'action=wal-fetch',
      'action=wal-prefetch',
      'begin archiving a file',
      'completed archiving to a file',
      'DETAIL: Uploading',
      'DETAIL: Archiving to',
      'base backup volume',
      'beginning volume compression',
      'Building volume',
    ],
  },
  'wal-g': {
    push: ['FILE PATH', 'WAL PATH', 'already archived with equal content'],
    denial: [
      'upload: could not Upload',
      'failed to upload',
      'upload a chunk of object',
      'Unable to upload blob',
      'Unable to write content',
      'Unable to Close object',
      'Unable to copy file',
    ],
    attempt: [['upload: could not'], ['failed to upload'], ['Put', 'wal_005']],
    complete: [['FILE PATH'], ['WAL PATH'], ['already archived with equal content']],
    ordinary: [
      'FILE PATH',
      'WAL PATH',
      'already archived with equal content',
      'Files will be uploaded to storage',
      'Starting part',
      'Finished writing part',
      'Failed to run a retryable func',
    ],
  },
  pgbackrest: {
    push: ['pushed WAL file', 'archive-push command begin'],
    denial: ['dropped WAL file'],
    attempt: [['archive-push command begin'], ['dropped WAL file']],
    complete: [['pushed WAL file']],
    ordinary: [
      'pushed WAL file',
      'archive-push command begin',
      'archive-push command end: completed successfully',
      'command end: aborted with exception',
      'archive-get command',
      'PROCESS START',
    ],
  },
  'barman-cloud': {
    push: ['Archived WAL file'],
    denial: [],
    attempt: [['Error invoking barman-cloud-wal-archive']],
    complete: [['Archived WAL file']],
    ordinary: ['Archived WAL file', 'Backup completed'],
  },
  barman: {
    push: ['Archiving segment', 'by put-wal for server'],
    denial: ['is already present in server', 'barman.cli ERROR'],
    attempt: [['is already present in server'], ['barman.cli ERROR']],
    complete: [['Archiving segment']],
    ordinary: [
      'Archiving segment',
      'Received file',
      'Archive all segments in one run',
      'No xlog segments found',
      'finished segment at',
      'starting log streaming',
    ],
  },
};

/** `auto` covers a cluster on its way from WAL-E to WAL-G. */
export function archiverPhrases(archiver: Archiver | 'auto'): ArchiverPhrases {
  if (archiver !== 'auto') return PHRASES[archiver];
  const both = [PHRASES['wal-e'], PHRASES['wal-g']];
  return {
    push: both.flatMap(({ push }) => push),
    denial: both.flatMap(({ denial }) => denial),
    attempt: both.flatMap(({ attempt }) => attempt),
    complete: both.flatMap(({ complete }) => complete),
    ordinary: both.flatMap(({ ordinary }) => ordinary),
  };
}
