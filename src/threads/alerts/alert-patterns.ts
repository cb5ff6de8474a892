/** How alerts about backups are told from all others. */
export interface AlertPatterns {
  /** Names of alerts; `*` stands for any part of a name. */
  readonly names: readonly string[];
  /** Words that occur in a title or text, for posts that do not name the alert. */
  readonly phrases: readonly string[];
}

/**
 * The first ones are GitLab’s alerts of both eras (WAL-E, then WAL-G) and their titles: its posts
 * often hold only the one or the other. The rest are names that others gave to the same thing.
 */
export const DEFAULT_ALERT_PATTERNS: AlertPatterns = {
  names: [
    'WALEBackupDelayed',
    'walgBackupDelayed',
    '*BaseBackup*',
    'PostgreSQL_PendingWALFilesTooHigh',
    '*WalArchiv*',
    '*Archive*Fail*',
    // Rules of CloudNativePG, pgMonitor and postgres-operator, Percona, StackGres, and of charts around them.
    'LastFailedArchiveTime',
    'PGArchiveCommandStatus',
    'Pg*Archiv*',
    '*Postgres*Archiv*',
    '*Postgres*Backup*',
    '*CNPG*Archiv*',
    '*CNPG*Backup*',
    '*PGO*Backup*',
    '*CloudNativePG*Archiv*',
    '*CloudNativePG*Backup*',
    '*StackGres*Backup*',
    '*PgBackRest*Backup*',
    '*PgBackRest*Archiv*',
    '*PgBackRest*Last*',
    '*PgBackRest*Stale*',
    '*PgBackRest*Job*',
    '*PgBackRest*Verif*',
    '*PgBackRest*Fail*',
    '*Barman*Backup*',
    '*Barman*Archiv*',
    // Titles with blanks, as people write them in Grafana.
    'WAL archiv*',
    'Postgres* archiv*',
    'Postgres* backup*',
    'Postgres* base backup*',
    'pgBackRest backup*',
    'CNPG backup*',
    'Barman backup*',
    'Barman: backup*',
    'Postgres*: backup*',
    'Postgres* last backup*',
    'Backup age of Postgres*',
    'Base backup*',
    'WAL-G backup*',
    'WAL-E backup*',
    'WAL push*',
    '*WALBackup*',
    'archive command*',
    'archive_command*',
    'pgBackRest last*backup*',
    'pgBackRest full backup*',
    'pgBackRest: last full backup*',
    'pgBackRest last full backup*',
    'CloudNativePG backup*',
    'StackGres* backup*',
    'StackGres cluster backup*',
    'Patroni archiv*',
    'Patroni backup*',
    '*Patroni*Backup*',
    '*Spilo*Backup*',
  ],
  phrases: ['Last WAL was archived', 'Last WALE backup was seen', 'basebackup was seen'],
};

/** Whether a text names one of the alerts, as a word of its own, or holds one of the phrases. */
export const mentions = (patterns: AlertPatterns, text: string): boolean =>
  mentionedBy(patterns, text) !== undefined;

/** The first phrase or name that is in a text; undefined if none is. */
export function mentionedBy({ names, phrases }: AlertPatterns, text: string): string | undefined {
  const lower = text.toLowerCase();
  return (
    phrases.find((phrase) => lower.includes(phrase.toLowerCase())) ??
    names.find((name) => wordPattern(name).test(text))
  );
}

function wordPattern(name: string): RegExp {
  const inner = name
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    // A bound, so that a long hostile text is searched in linear time.
    .join('[\\w-]{0,80}');
  return new RegExp(`(?<![\\w-])${inner}(?![\\w-])`, 'i');
}
