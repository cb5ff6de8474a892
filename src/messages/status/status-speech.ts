import type { Report } from '../../domain/report.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut, joinWithin, SLACK_LIMITS } from '../slack/limits.ts';
import type { Answer } from './answer.ts';
import { impactOf } from './impact.ts';

/** A headline may name a hundred hosts; something must be left for what else is to be said. */
const HEADLINE_MAX = 1500;

/** The whole answer in words, the most important first: for notifications, and for whoever has it read aloud. */
export function statusSpeech(answer: Answer, report: Report): string {
  const { severityWord, cluster, headline, nextSteps, evidence, facts, footer } = answer;
  const steps = nextSteps.map(
    ({ text, host, command }, index) =>
      `${index + 1}. ${host === undefined ? '' : `on ${host}: `}${text}${command === undefined ? '' : `: ${command}`}`,
  );
  const lines = [
    cut(`${severityWord}: ${cluster}: ${headline}`, HEADLINE_MAX),
    ...impactOf(report).map(([label, value]) => `${label}: ${value}`),
    ...(steps.length === 0 ? [] : ['What to do next', ...steps]),
    ...(evidence.length === 0
      ? []
      : ['Evidence', ...evidence.map(({ from, text }) => `${from}: ${text}`)]),
    ...facts.map(([label, value]) => `${label}: ${value}`),
    ...footer,
  ];
  return joinWithin(lines.map(escapeMrkdwn), SLACK_LIMITS.messageText);
}
