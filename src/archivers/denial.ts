import type { ArchiverFailure, EndedUpload, Upload } from '../domain/upload.ts';

/** A line that says that a push is done, and what the archiver complained of. */
export interface Claim {
  readonly upload: EndedUpload;
  /** Complaints of the same host about the same file. */
  readonly named: readonly ArchiverFailure[];
  /** Complaints of any host that name no file. */
  readonly nameless: readonly ArchiverFailure[];
}

/** Finds, among all the uploads of an archiver, the complaint that gives a claim the lie. */
export type CreateDenial = (
  uploads: readonly Upload[],
) => (claim: Claim) => ArchiverFailure | undefined;

/** Whether a complaint was written right before the end of one of these uploads, all of one archiver. */
export type CreateSaidBefore = (
  uploads: readonly Upload[],
) => (failure: ArchiverFailure) => boolean;
