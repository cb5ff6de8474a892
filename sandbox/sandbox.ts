import { Command, InvalidArgumentError } from 'commander';
import { situations } from './situation.ts';
import { startSandbox } from './page.ts';

/** `npm run sandbox`: a page like a Slack channel, in which the unchanged bot answers. */
const { port, situation } = new Command('sandbox')
  .option('--port <number>', 'where the page is served', portIn, 7171)
  .option(
    '--situation <name>',
    'a folder of test/scenarios, or several-clusters',
    knownSituation,
    'upload-stuck',
  )
  .parse()
  .opts<{ port: number; situation: string }>();
const { url, close } = await startSandbox(port, situation);
process.stdout.write(`Open ${url} and type /wale status. Ctrl+C ends it.\n`);
process.once('SIGINT', () => void close().then(() => process.exit(0)));

function portIn(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
  throw new InvalidArgumentError('Give a port from 0 to 65535; 0 takes a free one.');
}

function knownSituation(name: string): string {
  if (situations().some((known) => known.name === name)) return name;
  throw new InvalidArgumentError('No such folder in test/scenarios, and not several-clusters.');
}
