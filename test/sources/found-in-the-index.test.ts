import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { kindOf } from '../../src/archivers/archivers.ts';
import type { Archiver } from '../../src/domain/archiver.ts';
import type { ArchiverEvent } from '../../src/log/archiver-event.ts';
import { createLogReader } from '../../src/log/log-reader.ts';
import { COMPLAINTS } from '../../src/sources/elasticsearch/searches.ts';

const WORDS = new Intl.Segmenter('en', { granularity: 'word' });

/** As Elasticsearch's standard analyzer takes a text apart: by the word boundaries of Unicode, in small letters. */
const tokensOf = (text: string): string =>
  ` ${[...WORDS.segment(text)]
    .filter(({ isWordLike }) => isWordLike === true)
    .map(({ segment }) => segment.toLowerCase())
    .join(' ')} `;

const has =
  (text: string) =>
  (phrase: string): boolean =>
    tokensOf(text).includes(tokensOf(phrase));

/** Each event that a log gives, with the lines that were read for it: one document of an index each. */
function eventsOf(text: string): { readonly event: ArchiverEvent; readonly lines: string }[] {
  const found: { event: ArchiverEvent; lines: string }[] = [];
  let since: string[] = [];
  const reader = createLogReader(
    (event) => {
      found.push({ event, lines: since.join('\n') });
      since = since.slice(-1);
    },
    Date.UTC(2026, 10, 26),
  );
  for (const line of text.split('\n')) {
    since.push(line);
    reader.read(line, { at: Date.UTC(2026, 10, 26, 12) });
  }
  reader.end();
  return found;
}

/** A document of an archiver is chosen by its tag; its phrases decide which search brings it, and whether one does. */
function isFound(archiver: Archiver, event: ArchiverEvent, text: string): boolean {
  const { push, denial, complete, baseBackupComplete, ordinary } = kindOf(archiver).phrases;
  const some = (phrases: readonly string[]): boolean => phrases.some(has(text));
  switch (event.kind) {
    case 'push-begin':
    case 'push-skip':
      return some(push) || !some([...ordinary, ...denial]);
    case 'push-complete':
      return some(push) && complete.some((all) => all.every(has(text)));
    case 'failure':
      return some([...push, ...denial]) || !some(ordinary);
    case 'base-backup-complete':
      return some(baseBackupComplete);
    case 'failed-command':
    case 'base-backup':
    case 'other':
      return true;
  }
}

const files = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(path).isDirectory()) return files(path);
    return /\.(?:log|csv|json)$/.test(name) && !name.endsWith('captures.json') ? [path] : [];
  });

describe('what the reader understands is found in an index', () => {
  it.each(
    ['wal-e', 'wal-g', 'pgbackrest', 'barman', 'barman-cloud'].map((name) => [name] as const),
  )('all of the fixtures of %s', (folder) => {
    const lost = files(`test/fixtures/${folder}`).flatMap((path) =>
      eventsOf(readFileSync(path, 'utf8')).flatMap(({ event, lines }) => {
        if (event.kind === 'other' || event.kind === 'base-backup') return [];
        if (event.kind === 'failed-command') {
          return COMPLAINTS.some(has(lines)) ? [] : [`${path}: ${lines.slice(-300)}`];
        }
        const said = event.kind === 'failure' ? event.failure : event;
        const byPostgres = event.kind === 'failure' && event.failure.reportedBy === 'postgresql';
        const text = event.kind === 'failure' ? event.failure.text : lines;
        const found = byPostgres
          ? COMPLAINTS.some(has(lines))
          : said.archiver === undefined || isFound(said.archiver, event, text);
        return found ? [] : [`${path}: ${event.kind}: ${lines.slice(-300)}`];
      }),
    );

    expect(lost).toEqual([]);
  });

  it.each([
    'FATAL:  archive command was terminated by signal 9: Killed',
    'LOG:  Archivbefehl ist fehlgeschlagen mit Statuscode 1',
    'DETAIL:  Der fehlgeschlagene Archivbefehl war: cp a b',
    'FATAL:  la orden de archivado fue terminada por una señal 9: Killed',
    'DETALLE:  La orden fallida era: «cp a b»',
    "LOG:  échec de la commande d'archivage avec un code de retour 1",
    "DÉTAIL:  La commande d'archivage qui a échoué était : cp a b",
    'LOG:  comando de arquivamento falhou com código de retorno 1',
    'СООБЩЕНИЕ:  команда архивации завершилась ошибкой с кодом 1',
    'ПОДРОБНОСТИ:  Команда архивации с ошибкой: cp a b',
    'LOG:  アーカイブコマンドがリターンコード1で失敗しました',
    '日志:  归档命令执行失败，退出代码为 1',
    'WARNING:  archive_mode enabled, yet archiving is not configured',
    'ERROR:  both archive_command and archive_library set',
    'ERROR:  both "archive_command" and "archive_library" set',
    'FATAL:  could not access file "basic_archive": No such file or directory',
    'LOG:  could not fork archiver process: Cannot allocate memory',
    'PANIC:  could not write to file "pg_wal/xlogtemp.33935": No space left on device',
    'ERROR:  could not create file "/mnt/archtemp.00000003000000120000004F.82.1": Permission denied',
  ])('PostgreSQL’s words: %s', (said) => {
    expect(COMPLAINTS.some(has(said))).toBe(true);
  });
});
