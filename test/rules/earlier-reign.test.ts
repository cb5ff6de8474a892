import { describe, expect, it } from '@jest/globals';
import { unavailable } from '../../src/domain/reading.ts';
import { hasEnded, type Upload } from '../../src/domain/upload.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  failure,
  healthySnapshot,
  LAST,
  metric,
  NOON,
  open,
  PRIMARY,
  REPLICA,
  segment,
} from '../support/snapshot.ts';

const NOT_KNOWN = unavailable('no-data', 'no series');

/** It was the primary until 30 minutes ago, came back as a replica, and became the primary again so long ago. */
const PROMOTED = 3 * MINUTE;
const replica = metric({
  [PRIMARY]: (ago) => (ago > 30 * MINUTE || ago <= PROMOTED ? 0 : 1),
  [REPLICA]: (ago) => (ago > 30 * MINUTE || ago <= PROMOTED ? 1 : 0),
});

/** What the other host archived meanwhile, and what this one has begun to archive on the timeline after. */
const uploads: readonly Upload[] = [
  ...Array.from({ length: 20 }, (_, index) =>
    completed(PROMOTED + (20 - index) * MINUTE, {
      host: REPLICA,
      file: segment(LAST - 22 + index, 6),
      pid: 900 + index,
    }),
  ),
  completed(MINUTE, { file: segment(LAST - 2, 7), pid: 500 }),
  completed(20 * SECOND, { file: segment(LAST - 1, 7), pid: 501 }),
];

const answer = (
  log: { failures?: ReturnType<typeof failure>[]; more?: Upload[]; of?: readonly Upload[] },
  roles = replica,
) => {
  const list = [...(log.of ?? uploads), ...(log.more ?? [])];
  const ended = { from: NOON - 24 * HOUR, uploads: list.filter(hasEnded) };
  const snapshot = healthySnapshot({
    log: { uploads: list, ended, failures: log.failures ?? [] },
    metrics: { replica: roles, lastArchive: NOT_KNOWN },
  });
  return reportStatus(snapshot, 0).findings.flatMap((finding) =>
    finding.kind === 'problem' ? [finding.code] : [],
  );
};

/** Before its first upload as the primary that it is now. */
const notYet = uploads.filter(({ host }) => host === REPLICA);

describe('what a host did when it was the primary before', () => {
  it('is no failure of its uploads now', () => {
    const before = [failure(31 * MINUTE, { file: segment(LAST - 23, 5) }), failure(30.5 * MINUTE)];

    expect(answer({ failures: before, of: notYet })).not.toContain('upload-failing');
    expect(answer({ failures: before })).not.toContain('upload-failing');
  });

  it('is no upload that hangs now', () => {
    const begun = open(31 * MINUTE, { file: segment(LAST - 23, 5), pid: 77 });

    expect(answer({ more: [begun], of: notYet })).not.toContain('upload-stuck');
  });

  describe('for so short that no scrape saw it as a replica', () => {
    const roles = metric({
      [PRIMARY]: (ago) => (ago > 75 * SECOND || ago <= 30 * SECOND ? 0 : undefined),
      [REPLICA]: (ago) => (ago > 75 * SECOND || ago <= 30 * SECOND ? 1 : 0),
    });
    const pushedMeanwhile = (timeline: number) => [
      completed(60 * SECOND, { host: REPLICA, file: segment(LAST - 1, timeline), pid: 900 }),
      completed(45 * SECOND, { host: REPLICA, file: segment(LAST, timeline), pid: 901 }),
    ];
    const failed = (timeline: number) => [
      failure(81 * SECOND, { file: segment(LAST - 1, timeline) }),
      failure(80 * SECOND),
    ];

    it('is no failure of now where another host archived the next timeline meanwhile', () => {
      const of = pushedMeanwhile(6);

      expect(answer({ failures: failed(5), of }, roles)).not.toContain('upload-failing');
    });

    it('is one where that pushed what it had left of an older timeline, or is of no known host', () => {
      const strange = pushedMeanwhile(7).map((one) => ({ ...one, host: 'db-77' }));

      expect(answer({ failures: failed(6), of: pushedMeanwhile(5) }, roles)).toContain(
        'upload-failing',
      );
      expect(answer({ failures: failed(6), of: strange }, roles)).toContain('upload-failing');
    });

    it('is one where it has failed again since', () => {
      const again = [...failed(5), failure(20 * SECOND, { file: segment(LAST + 1, 7) })];

      expect(answer({ failures: again, of: pushedMeanwhile(6) }, roles)).toContain(
        'upload-failing',
      );
    });
  });

  it.each([
    ['for 45 s', 75 * SECOND, 30 * SECOND],
    ['for a minute, and has only just been promoted', 65 * SECOND, 0],
  ])('is no failure of now although it was a replica only %s', (_how, replicaSince, promoted) => {
    const soon = metric({
      [PRIMARY]: (ago) => (ago > replicaSince || ago <= promoted ? 0 : 1),
      [REPLICA]: (ago) => (ago > replicaSince || ago <= promoted ? 1 : 0),
    });
    const before = [failure(100 * SECOND), failure(80 * SECOND, { file: segment(LAST - 22, 5) })];

    expect(answer({ failures: before, of: [] }, soon)).not.toContain('upload-failing');
    expect(answer({ failures: [...before, failure(SECOND)], of: [] }, soon)).toContain(
      'upload-failing',
    );
  });

  it('does not hide what fails since it is the primary again', () => {
    const now = [failure(2 * MINUTE, { file: segment(LAST - 2, 7) }), failure(MINUTE)];

    expect(answer({ failures: now, of: notYet })).toContain('upload-failing');
  });

  it('is weighed as ever where the metrics do not say that its role has changed', () => {
    const snapshot = healthySnapshot({
      metrics: { lastArchive: NOT_KNOWN },
      log: { uploads: notYet, failures: [failure(31 * MINUTE), failure(30 * MINUTE)] },
    });
    const codes = reportStatus(snapshot, 0).findings.flatMap((finding) =>
      finding.kind === 'problem' ? [finding.code] : [],
    );

    expect(codes).toContain('upload-failing');
  });
});
