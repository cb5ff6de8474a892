import { greatest } from '../domain/extremes.ts';

interface Note {
  readonly title: string;
  readonly items: readonly { readonly term: string; readonly words: string }[];
}

/** What is worth knowing beside the commands and their options; below `--help`, and in the manual page. */
export const HELP_NOTES: readonly Note[] = [
  {
    title: 'Examples',
    items: [
      { term: 'wale status', words: 'does archiving work, why not, and what to do next' },
      { term: 'wale status main --at "3h ago"', words: 'the same, as it was then' },
      {
        term: 'wale status --log-file /var/log/wal-g/',
        words: 'the same from log files, without a server',
      },
      { term: 'wale watch main', words: 'asks again and again, and says what changes' },
      {
        term: 'wale status main --output nagios',
        words: 'one line, and an exit code, for a monitoring system',
      },
      { term: 'wale doctor', words: 'which sources work, and what to set where they do not' },
    ],
  },
  {
    title: 'Exit status',
    items: [
      {
        term: '0, 1, 2, 3',
        words: 'as each command says; for status and doctor, as Nagios expects',
      },
      {
        term: '3',
        words:
          'also if the command line or the configuration is wrong (check-config: 2), or Wale itself failed',
      },
    ],
  },
  {
    title: 'Environment',
    items: [
      { term: 'WALE_CONFIG', words: 'the configuration file, where --config names none' },
      {
        term: 'ELASTICSEARCH_URL, PROMETHEUS_URL',
        words: 'where the sources are, where the file does not say it',
      },
      { term: 'NO_COLOR, FORCE_COLOR', words: 'whether the severity has its colour' },
      {
        term: 'LOG_LEVEL',
        words: 'error shows where Wale itself failed; info is what a bot logs by default',
      },
    ],
  },
  {
    title: 'Files',
    items: [
      {
        term: 'wale.yaml',
        words:
          'the configuration, in the folder that wale is started in; wale init proposes one, wale check-config says what is wrong with it',
      },
    ],
  },
];

/** As `--help` shows them. */
export const notesText = (): string =>
  HELP_NOTES.map(({ title, items }) => {
    const width = greatest(items.map(({ term }) => term.length)) ?? 0;
    const lines = items.map(({ term, words }) => `  ${term.padEnd(width)}  ${words}`);
    return `\n${title}:\n${lines.join('\n')}\n`;
  }).join('');
