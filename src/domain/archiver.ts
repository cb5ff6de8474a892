/**
 * The programs whose logs are understood. Barman runs on a host of its own, the others on the primary: barman-cloud
 * too, which shares nothing with it but the name. A longer name stands before the one that it begins with.
 */
export const ARCHIVERS = ['wal-e', 'wal-g', 'pgbackrest', 'barman-cloud', 'barman'] as const;

export type Archiver = (typeof ARCHIVERS)[number];
