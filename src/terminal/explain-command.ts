import { Argument, InvalidArgumentError, type Command } from 'commander';
import { closest } from '../domain/closest.ts';
import { VERDICT_CODES, type VerdictCode, type VerdictPage } from '../domain/finding.ts';

/** Adds `wale explain`: what a verdict means, how Wale knows, what to do, when it is wrong. */
export function addExplainCommand(
  program: Command,
  page: VerdictPage,
  out: (text: string) => void,
): void {
  program
    .command('explain')
    .description('what a verdict means, how Wale knows, what to do, and when it is wrong')
    .addArgument(
      // The choices are for completion and the man page.
      new Argument('<verdict>', 'as an answer names it')
        .choices(VERDICT_CODES)
        .argParser(verdictOf),
    )
    .action((code: VerdictCode) => {
      out(page(code));
    });
}

function verdictOf(typed: string): VerdictCode {
  const code = VERDICT_CODES.find((known) => known === typed.toLowerCase());
  if (code !== undefined) return code;
  const meant = closest(typed, VERDICT_CODES);
  const question = meant === undefined ? '' : `Did you mean ${meant}? `;
  throw new InvalidArgumentError(`${question}There are ${VERDICT_CODES.join(', ')}.`);
}
