import { z } from 'zod';
import type { FoundDiscover } from '../../domain/found-pages.ts';
import { askInForm, askPage } from './ask-page.ts';

const Id = z.string().regex(/^[\w.:-]{1,120}$/);
const Title = z.string().max(400);
/** https://www.elastic.co/docs/api/doc/kibana/operation/operation-get-status; OpenSearch Dashboards has the same. */
const Status = z.object({
  version: z.object({
    number: z
      .string()
      .regex(/^\d{1,3}\.\d{1,3}\./)
      .transform((text): readonly [number, number] => {
        const [major, minor] = text.split('.').map(Number);
        return [major ?? 0, minor ?? 0];
      }),
  }),
});
/** Kibana since 8.0: https://www.elastic.co/docs/api/doc/kibana/operation/operation-getalldataviewsdefault */
const DataViews = z.object({ data_view: z.array(z.object({ id: Id, title: Title })) });
/** Kibana 7, and OpenSearch Dashboards. */
const SavedObjects = z.object({
  saved_objects: z.array(z.object({ id: Id, attributes: z.object({ title: Title }) })),
});

/** Kibana or OpenSearch Dashboards at one of these addresses, and its view of this index. */
export async function findDiscover(
  candidates: readonly string[],
  index: string,
  signal: AbortSignal,
): Promise<FoundDiscover | undefined> {
  const asked = await Promise.all(
    candidates.map(async (url) => {
      const program = await programAt(url, signal);
      return program === undefined ? undefined : { ...program, url };
    }),
  );
  const found = asked.find((one) => one !== undefined);
  if (found === undefined) return undefined;
  const views = await viewsAt(found.url, signal);
  const own =
    views.find(({ title }) => title === index) ?? views.find(({ title }) => covers(title, index));
  return { ...found, dataView: own?.id };
}

/** Each names itself in a header, also where it wants a log-in. */
async function programAt(
  url: string,
  signal: AbortSignal,
): Promise<Pick<FoundDiscover, 'kind' | 'release'> | undefined> {
  const answer = await askPage(`${url}/api/status`, signal);
  if (answer === undefined) return undefined;
  const { headers, body } = answer;
  const release = Status.safeParse(body).data?.version.number;
  if (headers['osd-name'] !== undefined) return { kind: 'opensearch-dashboards', release };
  return headers['kbn-name'] === undefined ? undefined : { kind: 'kibana', release };
}

async function viewsAt(
  url: string,
  signal: AbortSignal,
): Promise<readonly { readonly id: string; readonly title: string }[]> {
  const views = await askInForm(`${url}/api/data_views`, DataViews, signal);
  if (views !== undefined) return views.data_view;
  const saved = await askInForm(
    `${url}/api/saved_objects/_find?type=index-pattern&fields=title&per_page=200`,
    SavedObjects,
    signal,
  );
  return saved?.saved_objects.map(({ id, attributes: { title } }) => ({ id, title })) ?? [];
}

/** Whether a view, some patterns with commas between them, has the documents of an index or pattern. */
export const covers = (title: string, index: string): boolean =>
  title.split(',').some((pattern) => {
    const [start = '', ...rest] = pattern.trim().split('*');
    if (rest.length === 0) return start === index;
    const end = rest.at(-1) ?? '';
    return (
      start.length + end.length <= index.length && index.startsWith(start) && index.endsWith(end)
    );
  });
