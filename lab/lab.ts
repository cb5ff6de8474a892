import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { faultFor, faultNamed, FAULTS } from './faults/all-faults.ts';
import { recordMoment } from './record-moment.ts';
import { archiver } from './stack/archiver.ts';
import { LAB_ARCHIVERS, type LabArchiverName } from './stack/archivers/lab-archiver.ts';
import { daemonNames, isRunning } from './stack/daemons.ts';
import { members, primaryNode } from './stack/patroni.ts';
import { inLab, NODES } from './stack/layout.ts';
import { down, up } from './stack/stack.ts';
import { configureWale, WALE_CONFIG } from './stack/wale-config.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const BROKEN = inLab('run', 'broken.json');

const program = new Command('lab').description(
  'a real stack on this machine that breaks on command',
);

program
  .command('up')
  .description('install what is missing and start everything')
  .addOption(
    new Option('--archiver <name>', 'what archive_command runs')
      .choices(LAB_ARCHIVERS)
      .default('wal-e'),
  )
  .action(async ({ archiver: name }: { archiver: LabArchiverName }) => {
    const since = Date.now();
    await up(name, say);
    say(
      `up after ${Math.round((Date.now() - since) / 1000)} s. Ask it: npm run wale -- status --config ${WALE_CONFIG}`,
    );
  });

program
  .command('down')
  .description('stop everything and remove its data')
  .option('--programs', 'remove WAL-E and the S3 server as well')
  .action(({ programs }: { programs?: boolean }) => down(programs));

program
  .command('status')
  .description('what runs, and what Patroni says')
  .action(async () => {
    if (daemonNames().length > 0) say(`archiver: ${archiver().name}`);
    for (const name of daemonNames()) say(`${isRunning(name) ? 'runs   ' : 'stopped'} ${name}`);
    for (const { name, role, state } of await members()) say(`${name}: ${role}, ${state}`);
  });

program
  .command('faults')
  .description('the ways in which it breaks, and what Wale has to say of each')
  .action(() => {
    for (const { name, expect, title, archivers } of FAULTS) {
      const only = archivers === undefined ? '' : ` (${archivers.join(', ')} only)`;
      say(`${name.padEnd(26)}${expect.padEnd(22)}${title}${only}`);
    }
  });

program
  .command('break')
  .description('break it in one of these ways')
  .argument('<fault>', 'one of `lab faults`')
  .action(async (name: string) => {
    const fault = faultFor(archiver().name, name);
    const open = brokenBy();
    if (open !== undefined) throw new Error(`${open.fault} is still broken: lab heal first`);
    const primary = await primaryNode();
    if (primary === undefined) throw new Error('Patroni names no primary: lab status tells more');
    configureWale(fault.config);
    await fault.break(primary);
    writeFileSync(BROKEN, JSON.stringify({ fault: name, primary: primary.name }));
    say(`${fault.title}. Wale should say: ${fault.expect}`);
  });

program
  .command('heal')
  .description('mend what was broken')
  .action(async () => {
    const open = brokenBy();
    const primary = NODES.find(({ name }) => name === open?.primary);
    if (open === undefined || primary === undefined) throw new Error('nothing is broken');
    await faultNamed(open.fault).heal(primary);
    configureWale();
    rmSync(BROKEN);
  });

program
  .command('record')
  .description('save what the servers answer now as a scenario in test/scenarios/')
  .argument('<name>', 'the name of its folder')
  .argument('<title>', 'one line: the situation')
  .action(async (name: string, title: string) => {
    const { verdict } = await recordMoment(name, title);
    say(`${name}: ${verdict.code}. If that is right: UPDATE_GOLDEN=1 npx jest test/scenarios`);
  });

const Broken = z.object({ fault: z.string(), primary: z.string() });

const brokenBy = (): z.infer<typeof Broken> | undefined =>
  existsSync(BROKEN) ? Broken.parse(JSON.parse(readFileSync(BROKEN, 'utf8'))) : undefined;

await program.parseAsync();
