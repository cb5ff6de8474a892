/** More fields than a document of any shipper has. */
const MOST_FIELDS = 300;

/** The texts of a document by their fields, as a mapping names them: `json.hostname`. */
export function flatDocument(source: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (node: unknown, path: readonly string[]): void => {
    if (found.size >= MOST_FIELDS || path.length > 8) return;
    if (typeof node === 'string' || typeof node === 'number') {
      found.set(path.join('.'), String(node));
    } else if (Array.isArray(node)) {
      if (node.length > 0) visit(node[0], path);
    } else if (typeof node === 'object' && node !== null) {
      for (const [key, value] of Object.entries(node)) visit(value, [...path, key]);
    }
  };
  visit(source, []);
  return found;
}

/** The name under which an index, or those that come after it, will be found: without dates and numbers of its own. */
export function indexPattern(name: string): string {
  const stream = /^\.ds-(.+)-\d{4}\.\d{2}\.\d{2}-\d{6}$/.exec(name)?.[1];
  if (stream !== undefined) return stream;
  const base = name.replace(/[-_.](?:\d{4}[-_.]\d{2}(?:[-_.]\d{2})?(?:[-_.]\d+)?|\d{6})$/, '');
  return base === name ? name : `${base}-*`;
}
