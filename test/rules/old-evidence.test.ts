import type { Upload } from '../../src/domain/upload.ts';
import { describe, expect, it } from '@jest/globals';
import { measured, unavailable } from '../../src/domain/reading.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { MINUTE, SECOND, type DurationMs } from '../../src/domain/time.ts';
import { diagnose } from '../../src/rules/diagnose.ts';
import {
  completed,
  failure,
  healthySnapshot,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
  uploadLog,
  NOT_SHIPPED,
  type LogParts,
} from '../support/snapshot.ts';

const GONE = unavailable('no-data', 'no series');

/** Roles and the position go on; nothing that tells of archiving does. */
const ROLES_ALONE = { lastArchive: GONE, archiverAge: GONE, pendingWal: GONE };

const SILENT_FOR: DurationMs = 40 * MINUTE;
const before = (agoMs: number): DurationMs => SILENT_FOR + agoMs;

const FAULTS: Readonly<Record<string, Partial<LogParts>>> = {
  nothing: { uploads: [completed(before(SECOND))] },
  'a failed try': { uploads: [completed(before(MINUTE))], failures: [failure(before(0))] },
  'an upload that hung': { uploads: [completed(before(20 * MINUTE)), open(before(19 * MINUTE))] },
  'a hole that had just opened': {
    uploads: [
      completed(before(MINUTE), { file: segment(1) }),
      completed(before(20 * SECOND), { file: segment(2) }),
      completed(before(10 * SECOND), { file: segment(5) }),
    ],
  },
};

const critical = (snapshot: Snapshot) =>
  diagnose(snapshot)
    .filter((finding) => finding.kind === 'problem' && finding.severity === 'critical')
    .map(({ rule }) => rule);

const sources: Readonly<Record<string, Partial<LogParts>>> = {
  'the log index': {
    source: 'elasticsearch',
    pipeline: {
      newestAt: NOON - SECOND,
      hosts: [
        { host: PRIMARY, newestAt: NOON - SILENT_FOR },
        { host: REPLICA, newestAt: NOON - SECOND },
      ],
      tags: ['db.wale'],
    },
  },
  'a log file': { source: 'log files', pipeline: NOT_SHIPPED, to: NOON },
};

describe('what was seen before its source fell silent', () => {
  it.each(
    Object.entries(sources).flatMap(([name, source]) =>
      Object.entries(FAULTS).map(([fault, log]) => [name, fault, { ...source, ...log }] as const),
    ),
  )('of %s, %s is nothing critical of now', (_source, _fault, log) => {
    const snapshot = healthySnapshot({
      uploadLog: measured(uploadLog(log), NOON),
      metrics: ROLES_ALONE,
    });

    expect(critical(snapshot)).toEqual([]);
  });

  it.each(Object.entries(FAULTS).filter(([fault]) => fault !== 'nothing'))(
    'is critical while its source speaks, or once it had been for long enough: %s',
    (_fault, log) => {
      const shift = (at: number) => at + SILENT_FOR - 4 * MINUTE;
      const snapshot = healthySnapshot({
        log: {
          uploads: (log.uploads ?? []).map((one): Upload =>
            one.state === 'uploading'
              ? { ...one, beganAt: shift(one.beganAt) }
              : {
                  ...one,
                  beganAt: one.beganAt === undefined ? undefined : shift(one.beganAt),
                  endedAt: shift(one.endedAt),
                },
          ),
          failures: (log.failures ?? []).map((one) => ({ ...one, at: shift(one.at) })),
        },
        metrics: ROLES_ALONE,
      });

      expect(critical(snapshot)).not.toEqual([]);
    },
  );
});
