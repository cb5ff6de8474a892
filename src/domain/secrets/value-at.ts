/** Where a value is: what opens it has been read, what closes it has not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const OPENING =
  /(?:(?:[ubre]{1,2}|u&|\$)(?=["']))?((?:\\*"){3}|'''|''(?=[^\s',;)\]}])|[“„«‘]|\$\$|\\*["'`]|&quot;|&#3[49];|\\+u002[27]|%2[27])|\[/iy;

/** What may stand before a value, and is hidden with it: a tag of YAML, a wrapper in Rust, a heredoc. */
const BEFORE =
  /(?:[&!][\w!-]{1,40}|string\(\d{1,6}\)|<<[-~]?["']?[A-Z_]{2,20}["']?)(?:\s|#01[25]|\\{1,4}n)|(?:Some|Just|Ok)\((?=\\*["'])/y;
/** Quotes of print, and what closes each. */
const MATES: Readonly<Record<string, string>> = { '“': '”', '„': '“', '«': '»', '‘': '’' };

/** The value that begins at `from`, in quotes or without, as it is written. Cut off, it goes to the end. */
export function valueAt(text: string, from: number): Span & { readonly quoted: boolean } {
  BEFORE.lastIndex = from;
  if (BEFORE.test(text)) return { ...valueAt(text, BEFORE.lastIndex), from };
  OPENING.lastIndex = from;
  const [opening, quote] = OPENING.exec(text) ?? [];
  if (opening === undefined) return { from, to: unquotedEnd(text, from), quoted: false };
  const begin = from + opening.length;
  const to = quote === undefined ? text.indexOf(']', begin) : quotedEnd(text, begin, quote);
  return { from: begin, to: to < 0 ? text.length : to, quoted: true };
}

/** A quote closes where it comes again with as many backslashes: in JSON within JSON it has some. */
function quotedEnd(text: string, begin: number, quote: string): number {
  const mate =
    MATES[quote] ?? (quote.length > 2 && /^(?:(?:\\*"){3}|''')$/.test(quote) ? quote : undefined);
  if (mate !== undefined) return text.indexOf(mate, begin);
  const depth = quote.startsWith('\\') && quote.length > 1 ? quote.length - 1 : 0;
  const mark = /^\\+u/.test(quote) ? quote : quote.slice(depth);
  for (let at = text.indexOf(mark, begin); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (mark.length > 1) return at;
    // SQL doubles a quote to write one.
    if (depth === 0 && mark === "'" && text[at + 1] === "'") {
      at += 1;
      continue;
    }
    let slashes = 0;
    while (at - slashes > begin && text[at - slashes - 1] === '\\') slashes += 1;
    if (slashes === depth) return at - depth;
    // Fewer than it was opened with: what it stands in ends here.
    if (slashes < depth) return at - slashes;
  }
  return -1;
}

// A value goes on over what separates fields, unless another field begins there.
const STOP =
  /\s|\\{0,8}["'`]|[,;&](?=$|[\s"'\\]|(?:amp;)?[\w.%-]{1,64}[=:])|<(?=[/a-z!])|&quot;|%2(?:6|2)|#01[125]|\\[rn](?=[\w-]{1,64}\s{0,2}[=:]|\\|$)/gi;

function unquotedEnd(text: string, from: number): number {
  STOP.lastIndex = from;
  const end = STOP.exec(text)?.index ?? text.length;
  // What closes a bracket, or a sentence, belongs to what is around.
  let to = end;
  while (to > from && /[)\]}>.,;:!?]/.test(text[to - 1] ?? '')) to -= 1;
  return to;
}
