import { Command } from 'commander';
import { readScenario, scenarioNames } from '../lab/scenario/scenario-file.ts';
import { askInSlack } from './ask-in-slack.ts';
import { SlackMessage, slackAsText } from './slack-as-text.ts';

const SHOWN = ['healthy', 'log-shipping-missing', 'upload-stuck', 'metrics-stale'];

/** `npm run demo [-- --scenario NAME]`: what people see who type `/wale status` in these situations. */
async function demo(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const scenario = readScenario(name);
    const { messages, acknowledgedAfterMs } = await askInSlack(scenario, 'status');
    const head = `── ${name}: ${scenario.title} `;
    print(
      [
        head.padEnd(100, '─'),
        '',
        '> /wale status',
        `  (acknowledged after ${Math.round(acknowledgedAfterMs)} ms)`,
        '',
        ...messages.flatMap((message) => [slackAsText(SlackMessage.parse(message)), '', '']),
      ].join('\n'),
    );
  }
}

const print = (text: string): void => {
  process.stdout.write(text);
};

const program = new Command('demo')
  .description('replays recorded situations to the bot, and shows its answers; needs no network')
  .option('--scenario <name>', 'only this one')
  .option('--list', 'name the scenarios there are')
  .parse();
const { scenario, list } = program.opts<{ scenario?: string; list?: boolean }>();
if (list === true) {
  print(`${scenarioNames().join('\n')}\n`);
} else if (scenario !== undefined && !scenarioNames().includes(scenario)) {
  process.stderr.write(
    `demo: there is no scenario "${scenario}": npm run demo -- --list names them\n`,
  );
  process.exitCode = 3;
} else {
  await demo(scenario === undefined ? SHOWN : [scenario]);
}
