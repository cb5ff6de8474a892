import type { Button, ModalView } from '@slack/types';
import { LONGEST_REASON } from '../../domain/acknowledgement.ts';
import type { Report } from '../../domain/report.ts';
import { escapeMrkdwn } from '../slack/escape-mrkdwn.ts';
import { cut, SLACK_LIMITS } from '../slack/limits.ts';
import { sectionBlock } from '../slack/text-blocks.ts';

export const ACKNOWLEDGE_ACTION = 'wale_acknowledge';
export const ACKNOWLEDGE_FORM = 'wale_acknowledge_form';

/** The names of what is typed in, for the form and for whoever reads it. */
export const FORM_FIELDS = { until: 'until', because: 'because' } as const;

/** A button where there is something that somebody may know of. */
export function acknowledgeButtons({ verdict, snapshot }: Report): readonly Button[] {
  const isOpen = verdict.severity === 'warning' || verdict.severity === 'critical';
  if (!isOpen || verdict.acknowledged === true) return [];
  return [
    {
      type: 'button',
      action_id: ACKNOWLEDGE_ACTION,
      text: { type: 'plain_text', text: 'Acknowledge' },
      value: cut(snapshot.cluster.name, SLACK_LIMITS.buttonValue),
    },
  ];
}

/** Asks until when, and why. `memory` comes back with the form. */
export const acknowledgeForm = (cluster: string, memory: string): ModalView => ({
  type: 'modal',
  callback_id: ACKNOWLEDGE_FORM,
  private_metadata: memory,
  title: { type: 'plain_text', text: 'Acknowledge' },
  submit: { type: 'plain_text', text: 'Acknowledge' },
  close: { type: 'plain_text', text: 'Cancel' },
  blocks: [
    sectionBlock([
      `What is wrong with *${escapeMrkdwn(cluster)}* now stays in sight, and leads no verdict until then. It leads again if it gets worse.`,
    ]),
    {
      type: 'input',
      block_id: FORM_FIELDS.until,
      label: { type: 'plain_text', text: 'Until' },
      hint: { type: 'plain_text', text: '3h, 18:00, 2026-11-27 or 2026-11-27 08:00, in UTC' },
      element: {
        type: 'plain_text_input',
        action_id: FORM_FIELDS.until,
        initial_value: '3h',
        max_length: 40,
      },
    },
    {
      type: 'input',
      block_id: FORM_FIELDS.because,
      label: { type: 'plain_text', text: 'Because' },
      element: {
        type: 'plain_text_input',
        action_id: FORM_FIELDS.because,
        max_length: LONGEST_REASON,
      },
    },
  ],
});
