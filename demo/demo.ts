import { Command } from 'commander';
import { readScenario, scenarioNames } from '../lab/scenario/scenario-file.ts';
import { whenReaderLeaves } from '../src/terminal/when-reader-leaves.ts';
import { alertThread } from './alert-thread.ts';
import { askInSlack } from './ask-in-slack.ts';
import { AlertPost, SlackMessage, slackAsText } from './slack-as-text.ts';
import type { StoredMessage } from './slack-workspace.ts';

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

/** `npm run demo -- --alert`: an alert, Wale’s reply in its thread, and what becomes of it. */
async function demoAlert(): Promise<void> {
  const { answeredAfterMs, first, last } = await alertThread('metrics-stale', 'healthy');
  print('── an alert arrives; nobody asks ─────────────────────────────\n\n');
  print(threadAsText(first));
  print(`  (answered after ${Math.round(answeredAfterMs)} ms)\n\n`);
  print('── the same thread, when it is over ──────────────────────────\n\n');
  print(threadAsText(last));
}

const threadAsText = ([alert, ...replies]: readonly StoredMessage[]): string =>
  [
    `Alertmanager: ${slackAsText(AlertPost.parse(alert))}`,
    ...replies.map((reply) =>
      slackAsText(SlackMessage.parse(reply))
        .split('\n')
        .map((line) => `  │ ${line}`.trimEnd())
        .join('\n'),
    ),
    '',
  ].join('\n\n');

const print = (text: string): void => {
  process.stdout.write(text);
};
whenReaderLeaves(process.stdout, () => process.exit());

const program = new Command('demo')
  .description('replays recorded situations to the bot, and shows its answers; needs no network')
  .option('--scenario <name>', 'only this one')
  .option('--alert', 'an alert thread, from the alert to the recovery')
  .option('--list', 'name the scenarios there are')
  .parse();
const { scenario, list, alert } = program.opts<{
  scenario?: string;
  list?: boolean;
  alert?: boolean;
}>();
if (alert === true) {
  await demoAlert();
} else if (list === true) {
  print(`${scenarioNames().join('\n')}\n`);
} else if (scenario !== undefined && !scenarioNames().includes(scenario)) {
  process.stderr.write(
    `demo: there is no scenario "${scenario}": npm run demo -- --list names them\n`,
  );
  process.exitCode = 3;
} else {
  await demo(scenario === undefined ? SHOWN : [scenario]);
}
