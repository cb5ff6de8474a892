import { describe, expect, it } from '@jest/globals';
import { WebAPIHTTPError, WebAPIRequestError } from '@slack/web-api';
import { toSlackError } from '../../src/composition/slack-error.ts';
import { NONE_OF_SLACKS, SlackAnswerUnread } from '../../src/slack/whole-answer.ts';

describe('why the bot did not start', () => {
  it.each([
    [
      'Slack is down',
      new WebAPIHTTPError(503, 'Service Unavailable', {}, '<html>'),
      'Slack answers HTTP 503. Is it down, or does a proxy answer in its place?',
    ],
    [
      'a login page answers',
      new WebAPIRequestError(new SlackAnswerUnread(NONE_OF_SLACKS)),
      'expected an answer of Slack, got an answer that is none of Slack’s. Does a proxy or a login page answer in its place?',
    ],
    [
      'nobody answers',
      new WebAPIRequestError(new TypeError('fetch failed')),
      'cannot reach Slack. Can this host reach it directly, without a proxy?',
    ],
  ])('is told as it is where %s', (_where, fault, sentence) => {
    expect(toSlackError(fault).message).toBe(sentence);
  });
});
