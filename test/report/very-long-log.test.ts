import { describe, expect, it } from '@jest/globals';
import { failureCause } from '../../src/causes/failure-causes.ts';
import { statusMessage } from '../../src/messages/status/status-message.ts';
import { statusText } from '../../src/messages/status/status-text.ts';
import { errorsMessage } from '../../src/messages/errors/errors-message.ts';
import { uploadsMessage } from '../../src/messages/uploads/uploads-message.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import {
  completed,
  failure,
  healthySnapshot,
  LAST,
  NOON,
  segment,
  uploadLog,
} from '../support/snapshot.ts';
import { HOUR } from '../../src/domain/time.ts';

/** More than a call has room for as arguments: some 120,000 on a usual machine. */
const MANY = 150_000;

const tries = Array.from({ length: MANY }, (_, index) =>
  failure(index * 10, { pid: index % 30_000 }),
);

describe('a log with more tries than a call has arguments', () => {
  it('of failures is judged and shown', () => {
    const report = reportStatus(healthySnapshot({ log: { uploads: [], failures: tries } }), 0);

    expect(report.verdict.code).toBe('upload-failing');
    expect(statusText(report)).toContain('are failing');
    expect(statusMessage(report, {}).text).toContain('are failing');
  });

  it('of failures is listed by cause', () => {
    const errors = tries.map((one) => {
      const { cause: name, words } = failureCause(one.text);
      return { ...one, cause: { name, words } };
    });
    const list = { errors, from: NOON - 24 * HOUR, unread: { count: 0, samples: [] } };

    expect(errorsMessage('main', list, NOON).text).toContain(`${MANY} errors`);
  });

  it('of uploads is listed', () => {
    const uploads = Array.from({ length: MANY }, (_, index) =>
      completed(index * 400, { file: segment(LAST), pid: index % 30_000 }),
    );

    expect(uploadsMessage('main', uploadLog({ uploads }), NOON).text).toContain(`of ${MANY}`);
  });
});
