import type { Argument, Command, Option } from 'commander';
import { HELP_NOTES } from './help-notes.ts';

/** The manual page in man(7)’s macros, from the program that also writes `--help`. `version` is that of the package. */
export function manPage(program: Command, version: string): string {
  const commands = program.createHelp().visibleCommands(program);
  const ofAll = program.options.filter(({ long }) => long !== '--version');
  return [
    `.TH WALE 1 "" "wale ${plain(version)}" "Wale"`,
    '.SH NAME',
    `wale \\- ${plain(program.description())}`,
    '.SH SYNOPSIS',
    '.B wale',
    plain('COMMAND [CLUSTER] [OPTION...]'),
    '.SH DESCRIPTION',
    plain(
      'Asks the log of the archiver (WAL-E, WAL-G, pgBackRest, Barman, barman-cloud) in Elasticsearch or in files, and PostgreSQL’s metrics in Prometheus, and puts the two side by side. It only reads. What could not be read is said, and unknown is never healthy.',
    ),
    '.SH COMMANDS',
    ...commands.filter((command) => command.name() !== 'help').flatMap(commandLines),
    '.SH OPTIONS OF ALL COMMANDS',
    ...ofAll.flatMap(optionLines),
    ...HELP_NOTES.flatMap(({ title, items }) => [
      `.SH ${title.toUpperCase()}`,
      ...items.flatMap(({ term, words }) => tagged(term, words)),
    ]),
    '',
  ].join('\n');
}

function commandLines(command: Command): readonly string[] {
  const args = command.registeredArguments;
  const usage = ['wale', command.name(), ...args.map(usageOf)].join(' ');
  return [
    `.SS ${plain(usage)}`,
    plain(`${command.description()}.`),
    ...args.flatMap((argument) => tagged(usageOf(argument), valueWords(argument))),
    ...command.options.flatMap(optionLines),
  ];
}

const usageOf = (argument: Argument): string =>
  argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;

const optionLines = (option: Option): readonly string[] => tagged(option.flags, valueWords(option));

/** As commander’s own help puts it. */
function valueWords(of: Argument | Option): string {
  const choices = of.argChoices === undefined ? [] : [`choices: ${of.argChoices.join(', ')}`];
  const byDefault: unknown = of.defaultValue;
  const more = [
    ...choices,
    ...(typeof byDefault === 'string' ? [`default: ${byDefault}`] : []),
  ].join('; ');
  return more === '' ? of.description : `${of.description} (${more})`;
}

const tagged = (term: string, words: string): readonly string[] => [
  '.TP',
  `.B ${plain(term)}`,
  plain(words),
];

/** A line of text in which nothing is taken for a request or an escape. */
function plain(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', '\\(cq')
    .replaceAll('"', '\\(dq');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
