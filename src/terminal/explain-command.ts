import { Argument, type Command } from 'commander';
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
    .addArgument(new Argument('<verdict>', 'as an answer names it').choices(VERDICT_CODES))
    .action((code: VerdictCode) => {
      out(page(code));
    });
}
