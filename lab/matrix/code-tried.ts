import { execFileSync } from 'node:child_process';

const git = (...words: readonly string[]): string =>
  execFileSync('git', words, { encoding: 'utf8' }).trim();

/**
 * Git's name for all that is in `src`, the same for the same content whatever was committed around it; `-dirty` where
 * something there is not committed.
 */
export const codeTried = (): string => {
  const isDirty = git('status', '--porcelain', '--', 'src') !== '';
  return `${git('rev-parse', '--short=10', 'HEAD:src')}${isDirty ? '-dirty' : ''}`;
};
