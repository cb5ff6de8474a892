import type { ContainerBlock, RichTextBlock } from '@slack/types';
import { sshLine } from './ssh-line.ts';
import type { NextStep } from '../../domain/finding.ts';
import type { Site } from '../../domain/site.ts';
import { escapeCode, escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { fold } from '../slack/fold.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import type { MessageBlock } from '../slack/message.ts';
import { preformattedBlock, sectionBlock } from '../slack/text-blocks.ts';

/** A step whose words are longer is not shown in part: its command must not stand there without its warning. */
const STEP_MAX = 320;

const tooLong = ({ text, command = '' }: NextStep): boolean =>
  text.length > STEP_MAX || command.length > STEP_MAX;

/** The first thing to do, with its command where it can be copied. */
export function firstStepBlocks(steps: readonly NextStep[]): MessageBlock[] {
  const [first] = steps;
  if (first === undefined) return [];
  if (tooLong(first)) return [sectionBlock(['*Do now:* open “All steps” below'])];
  const { text, host, command } = first;
  const where = host === undefined ? '' : ` on \`${escapeCode(host)}\``;
  return [
    sectionBlock([`*Do now${where}:* ${escapeMrkdwn(text)}`]),
    ...(command === undefined ? [] : [preformattedBlock(command)]),
  ];
}

type RichElement = RichTextBlock['elements'][number];

/** The way to the host, and all steps, each with its command where it can be copied; nothing where the first is all. */
export function stepsFold(steps: readonly NextStep[], site: Site | undefined): ContainerBlock[] {
  const [first, ...more] = steps;
  if (first === undefined || (more.length === 0 && !tooLong(first))) return [];
  const ssh = sshLine(steps, site);
  const way = ssh === undefined ? [] : [preformattedBlock(ssh)];
  return [fold(`All ${steps.length} steps`, [...way, ...stepBlocks(steps)])];
}

/** Each step as rich text, in which nothing is parsed. */
export const stepBlocks = (steps: readonly NextStep[]): RichTextBlock[] =>
  steps.slice(0, SLACK_LIMITS.containerBlocks).map(stepBlock);

function stepBlock({ text, host, command }: NextStep, index: number): RichTextBlock {
  const words = cut(text, SLACK_LIMITS.richText - SLACK_LIMITS.preformattedText);
  const elements: RichElement[] = [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: `${index + 1}. ` },
        ...(host === undefined
          ? []
          : [
              { type: 'text' as const, text: 'on ' },
              { type: 'text' as const, text: host, style: { code: true } },
              { type: 'text' as const, text: ': ' },
            ]),
        { type: 'text', text: words },
      ],
    },
  ];
  if (command !== undefined) elements.push(...preformattedBlock(command).elements);
  return { type: 'rich_text', elements };
}
