import { Command } from 'commander';
import { daemonNames, isRunning } from './stack/daemons.ts';
import { members } from './stack/patroni.ts';
import { down, up, WALE_CONFIG } from './stack/stack.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const program = new Command('lab').description(
  'a real stack on this machine that breaks on command',
);

program
  .command('up')
  .description('install what is missing and start everything')
  .action(async () => {
    const since = Date.now();
    await up(say);
    say(
      `up after ${Math.round((Date.now() - since) / 1000)} s. Ask it: npm run wale -- status --config ${WALE_CONFIG}`,
    );
  });

program.command('down').description('stop everything and remove its data').action(down);

program
  .command('status')
  .description('what runs, and what Patroni says')
  .action(async () => {
    for (const name of daemonNames()) say(`${isRunning(name) ? 'runs   ' : 'stopped'} ${name}`);
    for (const { name, role, state } of await members()) say(`${name}: ${role}, ${state}`);
  });

await program.parseAsync();
