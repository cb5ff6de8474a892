import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { UploadLog } from '../../src/domain/upload-log.ts';
import type { LogDocument } from '../support/log-index.ts';
import { readIndex } from '../support/read-index.ts';
import { readLog } from '../support/read-log.ts';
import { NOON } from '../support/snapshot.ts';

interface Case {
  readonly what: string;
  readonly fields: { readonly message: readonly string[]; readonly host: readonly string[] };
  readonly documents: readonly Readonly<Record<string, unknown>>[];
  readonly onlyInAnIndex?: string;
}
/** Their README says where they come from. */
const CASES = JSON.parse(
  readFileSync(new URL('../fixtures/operators/documents.json', import.meta.url), 'utf8'),
) as readonly Case[];

/** As an index has them: by paths. */
const flat = (value: object, path = ''): LogDocument =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, one]: [string, unknown]): [string, string | number][] =>
      typeof one === 'object' && one !== null
        ? Object.entries(flat(one, `${path}${name}.`))
        : [
            [
              path + name,
              name === '@timestamp'
                ? Date.parse(String(one))
                : typeof one === 'number'
                  ? one
                  : String(one),
            ],
          ],
    ),
  );

const readPods = ({ fields, documents }: Case): Promise<UploadLog> =>
  readIndex(
    'pods',
    documents.map((one) => ({ ...flat(one), container: 'postgres' })),
    `
  archiver: auto
  selector: { field: container, value: postgres }
  fields: ${JSON.stringify({ ...fields, tag: 'container' })}
`,
  );

const FAILED = [
  {
    operation: 'push',
    host: 'acid-orders-0',
    file: '000000030000001200000004',
    at: Date.parse('2026-11-24T11:58:02.119Z'),
  },
];

describe('documents of operators’ pods', () => {
  it.each(CASES)('$what: read from an index', async (one) => {
    const { failures, unread } = await readPods(one);

    expect(failures).toMatchObject(FAILED);
    expect(failures[0]?.command ?? failures[0]?.text).toContain('000000030000001200000004');
    expect(unread.count).toBe(0);
  });

  it.each(CASES.filter(({ onlyInAnIndex }) => onlyInAnIndex === undefined))(
    '$what: the same from a file',
    async (one) => {
      const lines = one.documents.map((document) => JSON.stringify({ _source: document }));
      const { failures, unread } = readLog(lines.join('\n'), { at: NOON });

      expect(failures).toEqual((await readPods(one)).failures);
      expect(unread.count).toBe(0);
    },
  );
});
