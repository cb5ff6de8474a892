import { describe, expect, it } from '@jest/globals';
import { reportStatus } from '../../src/report/report-status.ts';
import type { UnreadLines } from '../../src/domain/upload-log.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { errorsMessage } from '../../src/messages/errors/errors-message.ts';
import { statusJson } from '../../src/messages/status/status-json.ts';
import { statusMessage } from '../../src/messages/status/status-message.ts';
import { statusNagios } from '../../src/messages/status/status-nagios.ts';
import { statusText } from '../../src/messages/status/status-text.ts';
import { uploadsMessage } from '../../src/messages/uploads/uploads-message.ts';
import {
  completed,
  failure,
  healthySnapshot,
  NOON,
  PRIMARY,
  REPLICA,
  uploadLog,
} from '../support/snapshot.ts';

const reportOf = (
  unread: Partial<UnreadLines>,
  source: 'elasticsearch' | 'log files' = 'elasticsearch',
) =>
  reportStatus(
    healthySnapshot({ log: { source, unread: { count: 0, samples: [], ...unread } } }),
    0,
  );
const codeOf = (...args: Parameters<typeof reportOf>): string => reportOf(...args).verdict.code;

/** The primary's last upload completed 20 s before noon. */
const troubling = (newestAt: number | undefined, host: string | undefined = PRIMARY) => ({
  count: 3,
  samples: ['hello'],
  troubling: [{ host, count: 2, sample: 'push <!channel> failed', newestAt }],
});
const undated = (host: string) => ({
  count: 1,
  newest: [{ host, zone: 'IST', file: undefined, text: 'archive command failed' }],
});
const IST = undated(PRIMARY);

describe('lines that were not understood', () => {
  it('leave health alone where they look like no error', () => {
    expect(codeOf({ count: 3, samples: ['hello'] })).toBe('healthy');
  });

  it.each([
    ['written after the last upload', NOON - 10 * SECOND],
    ['written with the last upload', NOON - 20 * SECOND],
    ['of an unknown time', undefined],
  ])('are no health where they look like errors, %s', (_when, newestAt) => {
    const { verdict } = reportOf(troubling(newestAt));

    expect(verdict).toMatchObject({ code: 'cannot-tell', severity: 'unknown' });
    expect(verdict.headline).toContain(
      'could not read lines of Elasticsearch (2 not understood that look like errors, such as: push <!channel> failed)',
    );
  });

  it('are made good by an upload that completed after them', () => {
    expect(codeOf(troubling(NOON - 30 * SECOND))).toBe('healthy');
  });

  it('of another host say nothing of the primary', () => {
    expect(codeOf(troubling(NOON, REPLICA))).toBe('healthy');
    expect(codeOf({ undated: undated(REPLICA) })).toBe('healthy');
  });

  it('are no health where a complaint has no time that could be read, and name what to set', () => {
    const { verdict } = reportOf({ undated: IST });

    expect(verdict.code).toBe('cannot-tell');
    expect(verdict.headline).toContain('its time could not be read (zone IST): set timeZone');
  });

  it('are no health where the times of a file lie in the future; from the index that is said', () => {
    const unread = { zoneErrors: [{ host: PRIMARY, count: 4, offset: HOUR }] };

    expect(codeOf(unread, 'log files')).toBe('cannot-tell');
    expect(codeOf(unread)).toBe('healthy');
    expect(statusText(reportOf(unread))).toContain(
      'the times in 4 lines of patroni-01 lie 60 min in the future, as if in another zone: set timeZone',
    );
  });

  it.each([
    ['a file that is no log', true, 'cannot-tell'],
    ['an empty file beside others', false, 'healthy'],
  ])('of %s: %s', (_what, mayHideFailure, code) => {
    expect(codeOf({ noLogs: [{ sentence: 'x is no log', mayHideFailure }] }, 'log files')).toBe(
      code,
    );
    expect(
      statusText(reportOf({ noLogs: [{ sentence: 'x is no log', mayHideFailure }] }, 'log files')),
    ).toContain('x is no log');
  });

  it('do not stand in the way of a problem', () => {
    const snapshot = healthySnapshot({
      log: {
        uploads: [completed(5 * MINUTE)],
        failures: [failure(10 * SECOND)],
        unread: { count: 3, samples: [], troubling: troubling(undefined).troubling },
      },
    });

    expect(reportStatus(snapshot, 0).verdict.code).toBe('upload-failing');
  });

  describe('are said', () => {
    const report = reportOf(troubling(NOON - 5 * MINUTE));

    it('in text', () => {
      expect(statusText(report)).toContain(
        'not understood: 3 lines of the log (2 look like errors), such as: push <!channel> failed',
      );
    });

    it('in Slack, where nothing of them is parsed', () => {
      const { blocks } = statusMessage(report, {});

      expect(JSON.stringify(blocks)).toContain('not understood: 3 lines of the log');
      expect(JSON.stringify(blocks)).not.toContain('<!channel>');
    });

    it('in JSON', () => {
      expect(statusJson(report).unread).toEqual({
        count: 3,
        samples: ['hello'],
        lookLikeErrors: 2,
      });
      expect(statusJson(reportOf({})).unread).toEqual({ count: 0, samples: [] });
      expect(statusJson(reportOf({ undated: IST })).unread.undated).toEqual({
        count: 1,
        newest: [{ host: PRIMARY, segment: null, zone: 'IST', text: 'archive command failed' }],
      });
    });

    it('to Nagios', () => {
      expect(statusNagios(report)).toMatch(/^WALE OK - [^|]*; 3 lines not understood \|/);
      expect(statusNagios(reportOf({}))).not.toContain('understood');
    });

    it('in the lists of Slack, which then do not say that there is none', () => {
      const unread = { count: 3, samples: ['hello'], troubling: troubling(NOON).troubling };
      const errors = errorsMessage('main', { errors: [], from: NOON - HOUR, unread }, NOON);
      const uploads = uploadsMessage('main', uploadLog({ uploads: [], unread }), NOON);

      expect(errors.text).toContain('no errors in what was understood');
      expect(JSON.stringify(errors.blocks)).toContain('not understood: 3 lines of the log');
      expect(uploads.text).toContain('no uploads in what was understood');
      expect(JSON.stringify(uploads.blocks)).toContain('not understood: 3 lines of the log');
      expect(JSON.stringify([errors.blocks, uploads.blocks])).not.toContain('<!channel>');
    });
  });
});
