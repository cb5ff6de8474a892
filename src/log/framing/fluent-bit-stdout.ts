/** `[0] tag: [1795521485.445000000, {"log"=>"…"}]`; since 2.1 `[0] tag: [[1795521485.445000000, {}], {"log"=>"…"}]`. */
const RECORD =
  /^\[\d{1,9}\] [\w.*-]{1,300}: \[(?:(\d{10}\.\d{1,9})|\[(\d{10}\.\d{1,9}), \{[^{}]{0,1000}\}\]), (\{.*\})\]$/;

/** What Fluent Bit’s `stdout` output prints of a record, as JSON; undefined if it is none. */
export function fluentBitRecord(line: string): string | undefined {
  const [, before21, since21, fields] = RECORD.exec(line) ?? [];
  if (fields === undefined) return undefined;
  const json = fields.replaceAll('"=>', '":');
  return `{"timestamp":"${before21 ?? since21 ?? ''}",${json.slice(1)}`;
}
