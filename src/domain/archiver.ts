/** The programs whose logs are understood. Barman runs on a host of its own, the others on the primary. */
export const ARCHIVERS = ['wal-e', 'wal-g', 'pgbackrest', 'barman'] as const;

export type Archiver = (typeof ARCHIVERS)[number];
