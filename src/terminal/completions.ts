import type { Argument, Command, Option } from 'commander';

export interface Completion {
  readonly value: string;
  readonly description: string;
}

/** What may stand at the end of a command line; `files` where the shell knows better. */
export type Completions = readonly Completion[] | 'files';

/**
 * What can complete the last of these words, which follow the name of the program. `clusterNames` is asked only where a
 * cluster may stand, with the configuration that was named before.
 */
export function completionsOf(
  program: Command,
  words: readonly string[],
  clusterNames: (config: string | undefined) => readonly string[],
): Completions {
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const place = placeAfter(program, before);
  const names = (): readonly Completion[] =>
    clusterNames(valueOf(before, '--config')).map((value) => ({ value, description: 'cluster' }));
  const found = ((): Completions => {
    if (place.option !== undefined) return valuesOf(place.option, names);
    if (last.startsWith('-')) return optionsOf(program, place.command);
    if (place.command === program) return commandsOf(program);
    const argument = place.command.registeredArguments[place.count];
    return argument === undefined ? [] : valuesOf(argument, names);
  })();
  return found === 'files' ? found : found.filter(({ value }) => value.startsWith(last));
}

interface Place {
  /** The program itself as long as no command was named. */
  readonly command: Command;
  /** How many of its arguments stand there already. */
  readonly count: number;
  /** The one whose value is due. */
  readonly option: Option | undefined;
}

function placeAfter(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, count: 0, option: undefined };
  for (const word of words) place = afterWord(program, place, word);
  return place;
}

function afterWord(program: Command, { command, count, option }: Place, word: string): Place {
  if (word.startsWith('-') && word !== '-') {
    const known = [...command.options, ...program.options].find(
      ({ long, short }) => long === word || short === word,
    );
    return { command, count, option: known?.required === true ? known : undefined };
  }
  if (option !== undefined) {
    // Of a list there may be more; a value too many is completed, and none is lost.
    return { command, count, option: option.variadic ? option : undefined };
  }
  if (command !== program) return { command, count: count + 1, option };
  const named = program.commands.find((one) => one.name() === word);
  return { command: named ?? program, count: 0, option };
}

/** An option that lists what it takes, is called by what it is, or takes a file. */
function valuesOf(of: Option | Argument, names: () => readonly Completion[]): Completions {
  const choices = of.argChoices;
  if (choices !== undefined) return choices.map((value) => ({ value, description: '' }));
  const what = 'flags' in of ? /<([a-z]+)/.exec(of.flags)?.[1] : of.name();
  if (what === 'file' || what === 'files') return 'files';
  const isCluster = what === 'cluster' || ('long' in of && of.long === '--cluster');
  return isCluster ? names() : [];
}

const optionsOf = (program: Command, command: Command): readonly Completion[] => [
  ...new Map(
    [...command.options, ...program.options].map(({ long, description }) => [
      long,
      { value: long ?? '', description },
    ]),
  ).values(),
  { value: '--help', description: 'display help for command' },
];

const commandsOf = (program: Command): readonly Completion[] =>
  program
    .createHelp()
    .visibleCommands(program)
    .map((one) => ({ value: one.name(), description: one.description() }));

function valueOf(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
}
