import { closest } from '../../../src/domain/closest.ts';
import { VERDICT_CODES, type VerdictPage } from '../../../src/domain/finding.ts';
import { harmlessText } from '../../../src/domain/harmless-text.ts';
import { escapeMrkdwn } from '../../../src/messages/slack/escape-mrkdwn.ts';
import { verdictPageMessage } from '../../../src/messages/verdict-page/verdict-page-message.ts';
import { privately, type Reply } from '../reply.ts';

/** What a verdict means, for whoever asks by its name. */
export type Explain = (code: string | undefined) => Reply;

export const createExplain =
  (page: VerdictPage): Explain =>
  (typed) => {
    const code = VERDICT_CODES.find((known) => known === typed?.toLowerCase());
    if (code !== undefined) {
      return { ...verdictPageMessage(page(code)), response_type: 'ephemeral' };
    }
    const known = VERDICT_CODES.map((one) => `\`${one}\``).join(', ');
    if (typed === undefined) return privately(`\`/wale explain VERDICT\` explains one of ${known}`);
    const meant = closest(typed, VERDICT_CODES);
    const question = meant === undefined ? '' : ` Did you mean \`/wale explain ${meant}\`?`;
    return privately(
      `There is no verdict “${escapeMrkdwn(harmlessText(typed, 60))}”.${question} There are ${known}`,
    );
  };
