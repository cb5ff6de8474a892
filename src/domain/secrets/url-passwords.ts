/** What is between `//` and a blank or quote, where the `//` may be escaped or percent-encoded. */
const AUTHORITY =
  /:(?:\\{0,4}\/){2}([^\s"'`<>|]{1,2000})|%((?:25){0,3})3A%\2(?:2F)%\2(?:2F)([^\s"'`<>|&]{1,2000})/gi;
/** A password that was not encoded, with blanks or quotes in it. */
const UNENCODED =
  /(?<=:\/\/[\w.-]{0,60}:)(?!\d{1,5}(?:[/\s,"'`;)]|$))[^\s/@](?=[^/@]{0,100}[\s"'`<>|])[^/@]{1,100}(?=@[\w.-]{1,100}[:/])/g;

/**
 * Takes the user and the password out of addresses. A password may hold what an address is divided by, so it ends
 * at the last @ that a host may follow.
 */
export function withoutUrlPasswords(text: string): string {
  return text
    .replace(UNENCODED, '[redacted]')
    .replace(AUTHORITY, (whole, plain?: string, again?: string, encoded?: string) => {
      const rest = plain ?? encoded ?? '';
      const head = whole.slice(0, whole.length - rest.length);
      const marks =
        plain === undefined
          ? { at: `%${again ?? ''}40`, colon: `%${again ?? ''}3a` }
          : { at: '@', colon: ':' };
      const end = credentialsEnd(rest.toLowerCase(), marks);
      return end === undefined ? whole : `${head}[redacted]${rest.slice(end)}`;
    });
}

const HOST = /^(?:[a-z0-9][\w.-]*|\[[0-9a-f:.]+\])(?=[:/?#,;)\]}\\%]|$)/;
const PORT = /^\d{1,5}(?:[/?#]|$)/;

function credentialsEnd(
  rest: string,
  marks: { readonly at: string; readonly colon: string },
): number | undefined {
  const slash = rest.search(/[/?#]|%(?:25)*2f/);
  const colon = rest.indexOf(marks.colon);
  const first = rest.indexOf(marks.at);
  if (first < 0) return undefined;
  const inAuthority = slash < 0 || first < slash;
  const named = colon >= 0 && colon < first && (slash < 0 || colon < slash);
  // `host:9200/…@…` is no password, nor is `host/…@…`.
  if (!inAuthority && (!named || PORT.test(rest.slice(colon + marks.colon.length))))
    return undefined;
  // A user without a password is shown, unless it is a token.
  if (!named && !/^(?=[^@]*\d)[^@%]{16,}/.test(rest)) return undefined;
  // An @ behind the question mark belongs to the query, if there is another before it.
  const query = rest.indexOf('?', first);
  const region = query < 0 ? rest : rest.slice(0, query);
  for (let at = region.lastIndexOf(marks.at); at >= 0; at = region.lastIndexOf(marks.at, at - 1)) {
    if (HOST.test(rest.slice(at + marks.at.length, at + 300))) return at;
    if (at === 0) break;
  }
  return first;
}
