// Writes down which commit dist/ was built from: WALE_COMMIT, or what git says here. `wale version` shows it.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

function git(...words) {
  try {
    return execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined; // no checkout, or no git
  }
}

function commitHere() {
  const head = git('rev-parse', '--short=12', 'HEAD');
  if (head === undefined) return undefined;
  const isDirty = git('status', '--porcelain', '--untracked-files=no') !== '';
  return `${head.trim()}${isDirty ? '-dirty' : ''}`;
}

const commit = process.env.WALE_COMMIT || commitHere();
if (commit !== undefined) writeFileSync('dist/build.json', `${JSON.stringify({ commit })}\n`);
