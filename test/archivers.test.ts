import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { ARCHIVER_KINDS } from '../src/archivers/archivers.ts';
import { ARCHIVERS } from '../src/domain/archiver.ts';

/**
 * The list of names; the causes, whose examples and steps say whose log they are from; the presets of queries, two of which are
 * called after the exporters of an archiver, and the fields of GitLab's index, which are the defaults; the help of the terminal,
 * which names archivers to people; and the names of alerts, as published rules have them.
 */
const MAY_NAME =
  /^src\/(archivers\/|domain\/archiver\.ts$|causes\/(table\/|cause\.ts$)|config\/(query-presets|load-config)\.ts$|terminal\/(help-notes|man-page)\.ts$|threads\/alerts\/alert-patterns\.ts$)/;

const files = ['src', 'handlers']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts') && !MAY_NAME.test(file));

/** As programs, packages, files and fields write it: people who are told of it read WAL-E. */
const IN_TEXT = /(?<![a-z])wal[-_]?g(?![a-z])|(?<![a-z])wal[-_]e(?![a-z])|pgbackrest|barman/;
/** The same in a pattern, where a class or a question mark may stand for the joint, and a class for the letter. */
const IN_PATTERN = /wal[-_?.\\[\]]+(?:e|g)(?![a-z])|wal[-_?.\\[\]]*\[eg\]|walg|back.?rest|barman/i;

/** What of a file's strings, templates, patterns and keys names an archiver. */
function namesIn(code: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      (ts.isIdentifier(node) && ts.isPropertyAssignment(node.parent) && node.parent.name === node);
    if (isText && IN_TEXT.test(node.text)) found.push(node.text);
    if (ts.isRegularExpressionLiteral(node) && IN_PATTERN.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('file.ts', code, ts.ScriptTarget.Latest, true));
  return found;
}

describe('what an archiver is', () => {
  it('is known to its own folder, and named by code nowhere else', () => {
    const naming = files
      .map((file) => ({ file, names: namesIn(readFileSync(file, 'utf8')) }))
      .filter(({ names }) => names.length > 0);

    expect(files.length).toBeGreaterThan(200);
    expect(naming).toEqual([]);
  });

  it.each([
    ["archiver === 'barman'"],
    ['switch (archiver) { case "wal-g": }'],
    ['const places = {\n  pgbackrest: 1,\n}'],
    ['/^barman-cloud-(?:wal-restore|restore|backup)/.test(logger)'],
    ['const ABOUT = /wal-?[eg]\\b|archiv/i'],
    ['const BEGIN = String.raw`INFO: |wal_e\\.`'],
    ['const line = `${time} wal-g ${rest}`'],
    ["fields['walg_message']"],
  ])('would be noticed here: %s', (code) => {
    expect(namesIn(code)).toHaveLength(1);
  });

  it.each([
    ["const code = 'wal-gap'"],
    ['const NAME = /^wale$/'],
    ["const hint = 'auto for WAL-E and WAL-G'"],
    ["import { WAL_G } from './wal-g/wal-g.ts'"],
  ])('would be passed over: %s', (code) => {
    expect(namesIn(code)).toEqual([]);
  });

  it('has a folder with the archiver’s name', () => {
    expect(ARCHIVERS.filter((name) => !readdirSync('src/archivers').includes(name))).toEqual([]);
    expect(ARCHIVER_KINDS).toHaveLength(ARCHIVERS.length);
  });
});
