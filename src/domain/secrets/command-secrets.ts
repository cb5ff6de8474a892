const VALUE = String.raw`(?:\\{1,4}"[^"]*"|"[^"]*"|'[^']*'|[^\s"'-]\S*)`;
const END_OF_COMMAND = String.raw`\b[^|;&]*$`;

interface SecretOption {
  readonly value: RegExp;
  readonly of: RegExp;
}

/** Options whose name does not say that a secret follows: it depends on the program. */
const OPTIONS: readonly SecretOption[] = [
  {
    value: /(?<= (?:-u|--user|--proxy-user)[ =]?["']?[^\s:"']{1,80}:)[^\s"']+/g,
    of: new RegExp(`\\b(?:curl|wget|etcdctl)${END_OF_COMMAND}`),
  },
  {
    value: new RegExp(`(?<= -[kK] )${VALUE}`, 'g'),
    of: new RegExp(`\\b(?:openssl|swift)${END_OF_COMMAND}`),
  },
  {
    value: new RegExp(`(?<= -[aw] )${VALUE}`, 'g'),
    of: new RegExp(`\\b(?:redis-cli|ldap\\w+)${END_OF_COMMAND}`),
  },
  {
    value: new RegExp(`(?<= (?:-[pP](?!ass(?:word|wd|phrase)?[ =])|-P ))${VALUE}`, 'g'),
    of: new RegExp(`\\b(?:sshpass|mysql\\w*|mariadb\\w*|7za?|zip)${END_OF_COMMAND}`),
  },
  {
    value: /(?<= -u ?["']?[^\s,"']{1,80},)[^\s"']+/g,
    of: new RegExp(`\\blftp${END_OF_COMMAND}`),
  },
  {
    value: /(?<= -U ?["']?[^\s%"']{1,80}%)[^\s"']+/g,
    of: new RegExp(`\\b(?:smbclient|rpcclient)${END_OF_COMMAND}`),
  },
];

/** How far before an option its program is looked for. */
const REACH = 260;

const DASH_P = new RegExp(`(?<= -p )${VALUE}`, 'g');
/** Programs whose -p is something else. */
const OTHER_P = new RegExp(
  `\\b(?:cp|mkdir|psql|pg_\\w+|pgbench|rsync|scp|ssh|tar|install|nc|docker|kill)${END_OF_COMMAND}`,
);
/** Programs whose -p is a password, whatever was run before them. */
const SECRET_P = new RegExp(`\\b(?:sshpass|(?:docker|podman) login)${END_OF_COMMAND}`);
const NO_PASSWORD = /^["']?(?:\d{1,5}|%\w|\$\S*|[\w.-]*\/\S*|[0-9A-F]{24}\S*)["']?$/;

/** Files of settings that divide by blanks or colons. */
const FIELDS: readonly RegExp[] = [
  /(?<=\b(?:requirepass|masterauth|auth-pass \S{1,100}|rclone obscure) )\S+/g,
  // A Redis user; `>-` begins a block of text in YAML.
  /(?<=\buser \S{1,64} (?:\S{1,64} ){0,8}>)(?!=|[+-]?(?:\s|\\{1,4}n|$))\S+/g,
  /(?<=\bAUTH (?:PLAIN|LOGIN|[\w-]{1,64}) )(?=\S{0,200}[\d=])\S{6,}/g, // Redis, SMTP
  /(?<=\bpgp_sym_\w{1,20}\([^()]{0,400},\s?)'[^']*'/gi,
  /(?<=\bauth["'], ?["']?args["']?: ?)\[[^\]]*\]/gi, // ioredis, a command
  /(?<=\bidentified by )'[^']*'/gi,
  /(?<=\bmc (?:alias set|config host add) \S{1,100} \S{1,200} )\S+ \S+/g,
  /(?<=<<< ?)(?:"[^"]*"|'[^']*'|[^\s"'$<]\S{0,400})/g,
  // An address without its scheme: user, password, host, port.
  /(?<=\b[\w-]{1,40}:)(?:(?=[^\s@]{0,100}\d)[^\s@:/]{6,100}(?=@[\w.-]{1,100}:\d{2,5}\b)|[^\s@/]{1,200}(?=@(?:tcp|unix)\())/g,
  /(?<=\blogin \S{1,100} password )\S+/g, // .netrc
  // .pgpass: host, port, database, user, password.
  /(?<=(?<![\w.:*-])(?:[a-z*][\w.*-]{0,100}|\d{1,3}(?:\.\d{1,3}){3}):(?:[56]\d{3}|\*):[\w*-]{1,63}:[\w*-]{1,63}:)(?:\\{1,4}.|[^\s:])+/gi,
];

const PRINTED =
  /(?<=\b(?:echo|printf)(?: -n| '%s(?:\\n)?'| "%s(?:\\n)?")? )(\\{1,4}"[^"|]{1,400}"|"[^"|]{1,400}"|'[^'|]{1,400}'|[^\s"'|$]{1,400}) ?\|/g;
const ASKS_FOR_ONE = /\b(?:age|ccrypt|gpg2?|login|openssl|sudo)\b|pass|stdin/;
const KEEPS_A_RECORD =
  /^ *(?:\/\S*\/)?(?:logger|mail|tee|cat|wc|nc|curl|at|bash|sh|psql|xargs|grep)\b/;

/** Takes the secrets out of command lines that do not say by a name that they are there. */
export function withoutCommandSecrets(text: string): string {
  const before = (index: number, whole: string): string =>
    whole.slice(Math.max(0, index - REACH), index);
  const withoutOptions = OPTIONS.reduce(
    (result, { value, of }) =>
      result.replace(value, (found, index: number) =>
        of.test(before(index, result)) ? '[redacted]' : found,
      ),
    text,
  );
  return FIELDS.reduce((result, field) => result.replace(field, '[redacted]'), withoutOptions)
    .replace(DASH_P, (found, index: number, whole: string) => {
      const program = before(index, whole);
      const isOther = OTHER_P.test(program) && !SECRET_P.test(program);
      return NO_PASSWORD.test(found) || isOther ? found : '[redacted]';
    })
    .replace(PRINTED, (found, printed: string, index: number, whole: string) => {
      const reader = whole.slice(index + found.length, index + found.length + REACH);
      const isOne = ASKS_FOR_ONE.test(reader) || !KEEPS_A_RECORD.test(reader);
      return isOne ? `[redacted]${found.slice(printed.length)}` : found;
    });
}
