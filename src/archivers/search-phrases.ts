/** How the records of an archiver are found in an index: by phrases of their text. */
export interface SearchPhrases {
  /** Any of these is in a record of a push. */
  readonly push: readonly string[];
  /**
   * What gives a line about a completed push the lie. Fetched with the pushes: otherwise such a line could be among
   * the records fetched, and its denial among those that are not.
   */
  readonly denial: readonly string[];
  /**
   * All of one of these are in a record that names the file of a try: one that begins, and where an archiver logs
   * no begin, one that fails.
   */
  readonly attempt: readonly (readonly string[])[];
  /** All of one of these are in the record of a completed push. */
  readonly complete: readonly (readonly string[])[];
  /** All of these are in the record of a push that it left out, although PostgreSQL takes the file for archived. */
  readonly skipped?: readonly string[];
  /** Any of these is in what a base backup writes that is at work. */
  readonly baseBackup: readonly string[];
  /** Any of these is in what it says of a base backup that is complete: from where to where it goes in the WAL. */
  readonly baseBackupComplete: readonly string[];
  /** The ordinary course of things: not fetched with the errors, so that they are not crowded out. */
  readonly ordinary: readonly string[];
}
