import { withoutLinks } from './plain-text.ts';

/** How alerts about backups are told from all others. */
export interface AlertPatterns {
  /** Names of alerts; `*` stands for any part of a name, and `**` for up to five words behind it as well. */
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
    // Rules of CloudNativePG, pgMonitor and postgres-operator, Percona, StackGres, Timescale, and of charts around them.
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
    'SG*Backup*',
    'Percona*PG*Backup*',
    '*Percona*Postgres*Backup*',
    '*Timescale*Backup*',
    'Archive*Command*',
    'PGMonitor** archiv*',
    '*PgBackRest*Backup*',
    '*PgBackRest*Archiv*',
    '*PgBackRest*Last*',
    '*PgBackRest*Stale*',
    '*PgBackRest*Job*',
    '*PgBackRest*Verif*',
    '*PgBackRest*Fail*',
    '*PgBackRest*WAL*',
    '*Barman*Backup*',
    '*Barman*Archiv*',
    // Titles with blanks, as people write them in Grafana.
    'WAL archiv*',
    'Backup age of Postgres*',
    'Base backup*',
    'WAL-E backup*',
    'WAL push*',
    '*WALBackup*',
    'archive command*',
    'archive_command*',
    'Patroni archiv*',
    '*Patroni*Backup*',
    '*Spilo*Backup*',
    // Plugins of Nagios.
    'check_pgbackrest*',
    'check_barman*',
    'check_postgres_archive*',
    'archive_ready*',
    // What else the archivers' own alerts are called, and what waits to be archived.
    'WalG*Backup*',
    'WAL-G*Backup*',
    'WalG*Wal*',
    'WalG*Upload*',
    'WalG*Segment*',
    'WAL upload*',
    'WAL_upload*',
    'WALUpload*',
    '*Postgres*WAL*Upload*',
    'WAL*Segments*Pending*',
    '*Wal*Push*Fail*',
    'wal-push*',
    '*PgBackRest*Stanza*',
    '*PgBackRest*Repo*',
    '*PgBackRest*Check*',
    'pgBackRest check*',
    'archive-push*',
    '*Barman*Check*',
    '*Barman*Redundancy*',
    '*Barman*Server*',
    'Barman check*',
    'Pg*Backup*',
    '*Continuous*Archiv*',
    '*WAL*Not*Archived*',
    '*Unarchived*WAL*',
    '*Pending*WAL*File*',
    '*Ready*WAL*File*',
    '*Pending*WAL*Upload*',
    'PostgreSQL - backup*',
    'PGO backup*',
    // Sentences, and in other languages.
    'Postgres** backup*',
    'Postgres** archiv*',
    'pgBackRest** backup*',
    'CNPG** backup*',
    'CloudNativePG** backup*',
    'Barman** backup*',
    'Patroni** backup*',
    'Spilo** backup*',
    'StackGres** backup*',
    'WAL-G** backup*',
    'WAL** not yet archived',
    'backup * on Postgres*',
    'backup of** Postgres*',
    'backup of** (Postgres*',
    'backup of CNPG*',
    'Database backup** Postgres*',
    '*WalShipping*',
    '*Wal*Not*Shipped*',
    'WAL-Archiv*',
    'Archivage** WAL*',
    'Sauvegarde** Postgres*',
  ],
  phrases: [
    'Last WAL was archived',
    'Last WALE backup was seen',
    'basebackup was seen',
    'WAL files are not being archived',
    'archiving of WAL',
    'waiting to be archived',
  ],
};

/** Whether a text names one of the alerts, as a word of its own, or holds one of the phrases. */
export const mentions = (patterns: AlertPatterns, text: string): boolean =>
  mentionedBy(patterns, text) !== undefined;

/** The first phrase or name that is in a text; undefined if none is. An address says nothing of what an alert is about. */
export function mentionedBy({ names, phrases }: AlertPatterns, said: string): string | undefined {
  const text = withoutLinks(said);
  const lower = text.toLowerCase();
  return (
    phrases.find((phrase) => lower.includes(phrase.toLowerCase())) ??
    names.find((name) => {
      const found = wordPattern(name).exec(text);
      if (found === null || OTHERS_OWN.test(text.slice(0, found.index).slice(-20))) return false;
      return !isOfAnother(lineAt(text, found.index), found[0], name);
    })
  );
}

const lineAt = (text: string, index: number): string =>
  text.slice(text.lastIndexOf('\n', index) + 1).split('\n', 1)[0] ?? '';

/** What else has backups, archives and a write-ahead log. */
const OTHERS =
  /mysql|maria(?:db|data)|mongo|couch(?:base|db)|oracle|elasticsearch|etcd|redis|kafka|sybase|hbase|fire(?:bird|base)|mssql|clickhouse|cassandra|influx/i;
/** The same as part of a name alone: as a word they may be who reports. */
const OTHER_NAMES = /loki|mimir|cortex|tempo|pgp|pgadmin|mail|slack|velero|prometheus/i;
const OURS =
  /postgres|wal[-_]?[eg]\b|walg|pg_?backrest|barman|patroni|cnpg|cloudnative|spilo|stackgres/i;

/** Whose backup it is: “Velero backup of namespace postgres”. */
const OTHERS_OWN = /\b(?:velero|kasten|longhorn|k8up|mysql|mariadb|mongodb|etcd) $/i;

/** Whether a name that fits is somebody else’s, unless somebody asked for just that. */
const isOfAnother = (line: string, found: string, name: string): boolean =>
  name.includes('*') &&
  !OTHERS.test(name) &&
  (OTHERS.test(found) ||
    (!OURS.test(found) && (OTHER_NAMES.test(found) || (OTHERS.test(line) && !OURS.test(line)))));

/** A post is looked through for each name, and a group of alerts once for each of them. */
const compiled = new Map<string, RegExp>();

/** Bounded, so that a long hostile text is searched in linear time. */
const PART = '[\\w-]{0,80}';
/** Words of one clause: behind these begins another one, about something else. */
const WORDS = `${PART}[:,)]?(?: (?!(?:and|or|of|on|at|in|to|by|from|with|via|during|after|before|while|when|if|because|until|unless|see)\\b)[\\w.'():,/#-]{1,40}){0,5}?`;

function wordPattern(name: string): RegExp {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const inner = name
    .split('**')
    .map((words) =>
      words
        .split('*')
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join(PART),
    )
    .join(WORDS);
  const pattern = new RegExp(`(?<![\\w-])${inner}(?![\\w-])`, 'i');
  compiled.set(name, pattern);
  return pattern;
}
