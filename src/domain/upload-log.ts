import type { SegmentRange } from './segment-range.ts';
import type { Archiver } from './archiver.ts';
import type { DoubtfulHost } from './host-names.ts';
import type { Reading } from './reading.ts';
import type { DurationMs, EpochMs } from './time.ts';
import type { UnreadHosts } from './unread-hosts.ts';
import type { ArchiverFailure, EndedUpload, FailedUpload, OpenUpload, Upload } from './upload.ts';

/** How long after it was written the newest record of a host arrived. */
export interface HostLag {
  readonly host: string | undefined;
  readonly lag: DurationMs;
}

/** When a host last wrote to the log index, with any tag. */
export interface HostActivity {
  readonly host: string;
  readonly newestAt: EpochMs;
}

/**
 * Whether log lines of any kind reach the index: what tells "nothing was uploaded"
 * from "nothing was shipped". Log files read on the spot have no pipeline.
 */
export interface LogPipeline {
  /** The newest document of any host and tag within the look-back; undefined if there is none. */
  readonly newestAt: EpochMs | undefined;
  /** Hosts that shipped anything lately. */
  readonly hosts: readonly HostActivity[];
  /** True if more hosts shipped than are listed: one that is not among them may ship all the same. */
  readonly hostsLeftOut?: boolean;
  /** The tags that were shipped lately, most frequent first. */
  readonly tags: readonly string[];
  readonly unreadHosts?: UnreadHosts | undefined;
}

/** Lines of one host that look like errors and were not understood. */
export interface TroublingLines {
  readonly host: string | undefined;
  readonly count: number;
  /** The newest. Harmless text. */
  readonly sample: string;
  /** When the newest was written, or else what came before it; undefined if nothing tells. */
  readonly newestAt: EpochMs | undefined;
}

/** A complaint of PostgreSQL about archiving whose time could not be read. */
export interface UndatedComplaint {
  readonly host: string | undefined;
  /** As the line names it: letters that several time zones share. Undefined if the line has no time. */
  readonly zone: string | undefined;
  readonly file: string | undefined;
  /** Harmless text. */
  readonly text: string;
}

export interface UndatedComplaints {
  readonly count: number;
  /** The last of them, as they stand in the log. */
  readonly newest: readonly UndatedComplaint[];
}

/** Times of one host that are off by whole quarters of an hour from when its lines arrive. */
export interface ZoneError {
  readonly host: string | undefined;
  readonly count: number;
  /** Positive: they lie in the future. */
  readonly offset: DurationMs;
}

/** A file in which not one line was recognised. */
export interface NoLog {
  /** One plain sentence, without a final stop. */
  readonly sentence: string;
  /** False for an empty file beside others: logs are rotated. */
  readonly mayHideFailure: boolean;
}

/** What could not be read of a log: counted, and a few lines of it shown. */
export interface UnreadLines {
  readonly count: number;
  /** Harmless text: redacted, without control characters, cut. */
  readonly samples: readonly string[];
  /** Of the lines counted, those that look like errors: they may hide a failure. */
  readonly troubling?: readonly TroublingLines[] | undefined;
  /** Not among the lines counted: they were understood, but for their time. */
  readonly undated?: UndatedComplaints | undefined;
  readonly zoneErrors?: readonly ZoneError[] | undefined;
  readonly noLogs?: readonly NoLog[] | undefined;
}

/** Completed uploads per minute, oldest first; the last one is the running minute. */
export interface UploadRate {
  readonly firstMinute: EpochMs;
  readonly perMinute: readonly number[];
}

/** One try of the archiver to take a base backup. It logs no end: it falls silent. */
export interface BaseBackupActivity {
  readonly host: string | undefined;
  readonly pid: number | undefined;
  /** Its first record that was seen; the run may have begun earlier. */
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
}

/** A base backup that an archiver says is in the store. */
export interface CompleteBackup {
  readonly archiver: Archiver;
  /** Of Barman its name for the server; any other may run wherever it likes. */
  readonly host: string | undefined;
  readonly beganAt: EpochMs | undefined;
  readonly endedAt: EpochMs;
  /** The first and the last segment that it needs, by their names; undefined where the log does not say. */
  readonly start: string | undefined;
  readonly stop: string | undefined;
}

/** Tries that came to no good end: a segment that was tried in vain was not archived before. */
export interface VainTries {
  /** Failed, or begun without an end in the log. */
  readonly uploads: readonly (FailedUpload | OpenUpload)[];
  readonly failures: readonly ArchiverFailure[];
  /** Every try until then is known, and every one since then. Some of between may not have been fetched. */
  readonly wholeUntil: EpochMs;
  readonly wholeSince: EpochMs;
}

/** Every upload that ended since `from`, completed or skipped: what the sequence of segments is read from. */
export interface EndedUploads {
  /** Later than the log's own beginning where there were more than were fetched. */
  readonly from: EpochMs;
  readonly uploads: readonly EndedUpload[];
  /** Beside those in the log's own `uploads` and `failures`, which are the newest. */
  readonly tries?: VainTries | undefined;
  /** What was counted of those before `from`; undefined where there are none, or they were not looked at. */
  readonly earlier?: EarlierUploads | undefined;
  /** Of many clusters at once, in place of a look at earlier uploads by their names. */
  readonly earlierCount?: EarlierCount | undefined;
}

/** Completed uploads that were counted by their names, and not fetched. */
export interface EarlierUploads {
  readonly from: EpochMs;
  /** How many segments completed, beside those that were fetched. */
  readonly segments: number;
  /** What was counted name by name: of these it is known whether they ever completed. */
  readonly counted: readonly SegmentRange[];
  readonly missing: readonly MissingSegments[];
}

/**
 * How many uploads completed within the whole look-back, beside the names between the lowest and the highest of them:
 * what is told of many clusters at once in place of a look at each name.
 */
export interface EarlierCount {
  readonly kind:
    /** One that is missing and another that was pushed twice are in here, too. */
    | 'as-many'
    | 'fewer'
    /** More, or on several timelines. */
    | 'unclear';
  /** When the oldest that was counted completed. */
  readonly from: EpochMs;
}

/** Segments in a row that did not complete. */
export interface MissingSegments extends SegmentRange {
  /** Who completed the one before them; undefined where that was not looked up. */
  readonly host?: string | undefined;
  /** When the one before them completed, and the one after them. */
  readonly before: EpochMs;
  readonly after: EpochMs;
  /** Set for the last of a timeline, which a failover left behind: the switch to the next one. */
  readonly end?: TimelineBegin;
}

/** The first segment that completed on a timeline, which holds the switch to it. */
export interface TimelineBegin {
  readonly to: number;
  readonly segment: number;
  readonly at: EpochMs;
}

/** What of a log may be missing, while the rest is there. */
export type LogPart =
  | 'sequence of segments'
  /** Before those that were fetched: only where there are some. */
  | 'earlier segments'
  /** Those whose begin and end tell whether a hole at the beginning of the log is one. */
  | 'first tries'
  | 'base backups'
  | 'log pipeline'
  | 'hosts that ship'
  | 'upload rate'
  /** What stands beside PostgreSQL's complaint that a command failed: only where nobody else said why. */
  | 'output of the command'
  /** Single documents that were found, and hold no readable text or time. */
  | 'documents';

/** A part of the log, or a piece of one, that was asked for and did not come, while the rest did. */
export interface UnreadPart {
  readonly part: LogPart;
  /** One plain sentence, without a final stop. */
  readonly detail: string;
}

/** The first upload of a new cluster, and the timeline of the one before. */
export interface NewCluster {
  readonly at: EpochMs;
  readonly from: number;
}

export type UploadLogSource = 'elasticsearch' | 'log files';

/**
 * What the archiver's own log says about the time from `from` to `to`. A part that was asked for by itself is a
 * reading; it is `not-configured` where this source has no such part, or nobody asked for it.
 */
export interface UploadLog {
  readonly source: UploadLogSource;
  /** As the configuration says; undefined if it leaves that to the log. */
  readonly archiver?: Archiver | undefined;
  /** Whose uploads were searched for; undefined where every line was read. */
  readonly searchedFor?: readonly Archiver[] | undefined;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** The newest uploads of every host. */
  readonly uploads: readonly Upload[];
  /** True if there were more records than were fetched, so that older uploads are missing here. */
  readonly truncated: boolean;
  readonly ended: Reading<EndedUploads>;
  readonly failures: readonly ArchiverFailure[];
  /** Base backups that wrote to the log lately. */
  readonly baseBackups: readonly BaseBackupActivity[];
  /** Those that the log says are complete; the oldest first. Not every archiver says so. */
  readonly completeBackups?: readonly CompleteBackup[] | undefined;
  readonly rate: Reading<UploadRate>;
  readonly pipeline: Reading<LogPipeline>;
  /** How long after it was written the newest record arrived. Negative: the host's clock is ahead. */
  readonly shippingLag: Reading<DurationMs>;
  /** The same of each host's own newest record: one that was away ships late what it had left. */
  readonly hostLags?: readonly HostLag[] | undefined;
  readonly unread: UnreadLines;
  /** Records of uploads, failures and base backups that belong to no host, and should. */
  readonly unreadHosts?: UnreadHosts | undefined;
  /** Set where what an older cluster archived was left out: see `since-new-cluster.ts`. */
  readonly newCluster?: NewCluster | undefined;
  /** Known once the names of all sources are: see `name-hosts.ts`. */
  readonly doubtfulHosts?: readonly DoubtfulHost[];
  /** Beside the parts that are readings and say so themselves: what has none of its own, and what lacks within one. */
  readonly unreadParts: readonly UnreadPart[];
}
