import type { Node } from '../layout.ts';

export const LAB_ARCHIVERS = ['wal-e', 'pgbackrest', 'wal-g-replayed'] as const;
export type LabArchiverName = (typeof LAB_ARCHIVERS)[number];

export type Settings = Readonly<Record<string, string>>;

/** All that differs in the lab between one archiver and another. */
export interface LabArchiver {
  readonly name: LabArchiverName;
  readonly packages: readonly string[];
  /** Installs what Debian does not have. */
  readonly install?: (say: (text: string) => void) => void;
  readonly version: () => string;
  /** Makes what it needs on a host, before PostgreSQL is started there. */
  readonly prepareHost: (node: Node) => void;
  /** Makes what it needs in the store, once there is a primary. */
  readonly prepareStore: (primary: Node) => void;
  /** Its environment, which is read at each upload: it stores in the lab's folder. */
  readonly settings: Settings;
  /** Whether a fault may have it store in an S3 server: then one runs. */
  readonly storesInS3: boolean;
  /** With these every upload fails. */
  readonly settingsThatFail: Settings;
  /** The shell command that pushes the file `$1`; the host's name is in `$host`. */
  readonly push: string;
  /** Which processes are uploads, as a pattern for pkill. */
  readonly uploads: string;
  readonly log: ArchiverLog;
  /** Below this folder of the store are the segments. */
  readonly segments: string;
  /** The segment that such a file of the store holds; undefined if it is something else. */
  readonly segmentIn: (file: string) => string | undefined;
  readonly baseBackup: BaseBackup;
  /** The sections of wale.yaml that tell Wale of it, beside the addresses. */
  readonly wale: {
    readonly elasticsearch: object;
    readonly queries: Readonly<Record<string, string | null>>;
  };
}

interface ArchiverLog {
  /** The file of a host that tells of each upload. */
  readonly ofUploads: (node: Node) => string;
  /** The files that are shipped: a path, which may hold `*`. */
  readonly shipped: (node: Node) => string;
  /** Of a record: how its first line begins. Undefined where each line is a record. */
  readonly recordBegins?: string;
  readonly tag: string;
  /** How the host's syslog writes it, where it comes by way of that. */
  readonly syslog?: { readonly program: string; readonly template: string };
  /** Whether its own times are those of the host’s zone; else they are UTC. */
  readonly timesAreLocal: boolean;
  /** For grep: what is in the line of an upload that begins, and of one that completed. `%s` is its segment. */
  readonly begin: string;
  readonly completed: string;
  /** Exports when the last upload completed, from `ofUploads`; undefined where no mtail runs. */
  readonly mtailProgram: string | undefined;
}

interface BaseBackup {
  /** What the job calls itself at the pushgateway. */
  readonly resource: string;
  readonly prepare: (primary: Node) => void;
  readonly command: (node: Node) => readonly string[];
  /** Options with which it takes its time. */
  readonly slowly: readonly string[];
  /** With these it fails: there is no such store. */
  readonly settingsThatFail: Settings;
}
