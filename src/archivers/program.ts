/** What an archiver is called and where its things are: the places that its packages and GitLab use. */
export interface Program {
  readonly settings: string;
  /** Reads the store, and so shows whether settings, network and credentials are right. */
  readonly probe: string;
  /** Tries whether the store takes anything, at once and without leaving anything behind. */
  readonly tryWrite?: string;
  readonly readLog: string;
  readonly listProcesses: string;
  readonly listBackups: string;
  readonly readBackupLog: string;
  /** The same command, with its settings at another path: a file, or a folder for envdir. */
  readonly withSettings: (command: string, path: string) => string;
  /** Whether the metric `lastArchive` is made from its log, as GitLab does with mtail. */
  readonly hasLogMetric: boolean;
  /** What GitLab’s mtail makes of the end of a base backup in its log. */
  readonly backupMetric?: string;
  /** Where the store keeps the segments. */
  readonly walFolder: string;
  /** What lets more be uploaded at a time, if anything does. */
  readonly concurrency?: string;
  /** Whether its settings are variables of the environment, and a container needs no file of them. */
  readonly inEnvironment: boolean;
  /** What is elsewhere with Debian’s packages and systemd: stderr of archive_command is in PostgreSQL’s log. */
  readonly onDebian?: Partial<Pick<Program, 'readLog' | 'readBackupLog'>>;
  /** Where it runs on a server of its own and not on the primary: what that is called. */
  readonly ownServer?: string;
  /** Whether it may receive the WAL by streaming, so that PostgreSQL archives nothing. */
  readonly mayStream: boolean;
}

/**
 * The end of a log that may just have been rotated: whoever has it open may go on writing to `….log.1`, and a new
 * `….log` is empty.
 */
export const tailNewest = (path: string): string =>
  `sudo sh -c 'ls -t ${path}* | head -n 1 | xargs -r tail -v -n 30'`;

/** As Debian’s packages and systemd have it, for programs that write to stderr alone. */
export const ON_DEBIAN = {
  readLog: 'sudo sh -c "tail -n 30 /var/log/postgresql/*.log"',
  readBackupLog: 'sudo journalctl --since -2d | grep -i -E "backup-push|base-?backup" | tail -n 30',
};
