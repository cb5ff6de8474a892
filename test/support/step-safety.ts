import type { NextStep } from '../../src/domain/finding.ts';

/** Programs, with their arguments where these matter, that look and change nothing. */
const LOOKS: readonly RegExp[] = [
  /^(?:ps|pstree|tail|head|xargs -r tail|cat|ls|df|namei|getent|grep|dmesg|journalctl) /,
  /^timedatectl$/,
  /^chronyc tracking$/,
  /^strace -f -p \S+$/,
  /^(?:ausearch -m avc -ts recent|nft list ruleset)$/,
  /^curl -sv --max-time 10 -o \/dev\/null https:\/\/\S+$/,
  /^openssl s_client [^|>]*<\/dev\/null$/,
  /^ssh-keyscan /,
  /^gpg --list-keys$/,
  /^psql (?:-U postgres )?-(?:xc|c|Atc) ["'](?:SELECT|SHOW) (?!.*\b(?:pg_switch|pg_reload|pg_terminate|pg_cancel|INTO|set_config))/,
  /^kubectl (?:get|describe|logs) /,
  /^(?:date -u|sleep \d+)$/,
  /^patronictl list$/,
  /^(?:systemctl|sv) status /,
  // `check` of pgBackRest has PostgreSQL begin a new segment, as a quiet minute does as well.
  /^pgbackrest (?:--stanza=STANZA check|info|version)$/,
  /^barman (?:check|list-backup) all$/,
  /^wal-[eg] backup-list$/,
  // It writes four bytes under a random name that is not taken, and removes them.
  /^wal-g st check write$/,
  /^barman-cloud-backup-list s3:\/\/BUCKET\/PATH NAME$/,
];

/** What stands around a program that looks. */
const AROUND =
  /^(?:sudo (?:-u (?:postgres|barman) )?|kubectl exec -n \S+ \S+ -c \S+ -- |timeout 10 |env (?:S3_MAX_RETRIES=1|TZ=UTC) |envdir \/etc\/wal-[eg]\.d\/env )/;

/** The programs that a shell would run, one after another or through a pipe. */
function programsOf(command: string): readonly string[] {
  const inPod = /^kubectl exec -n \S+ \S+ -c \S+ -- sh -c '(.*)'$/.exec(command)?.[1];
  if (inPod !== undefined) return programsOf(inPod.replaceAll("'\\''", "'"));
  const inner = /^sudo sh -c (["'])(.*)\1$/.exec(command)?.[2];
  if (inner !== undefined) return programsOf(inner);
  const parts = command.match(/(?:[^;|'"]|'[^']*'|"[^"]*")+/g) ?? [];
  return parts.map((part) => {
    let program = part.trim();
    while (AROUND.test(program)) program = program.replace(AROUND, '');
    return program;
  });
}

export const isLook = (command: string): boolean =>
  programsOf(command).every((program) => LOOKS.some((look) => look.test(program)));

/** Words for what changes something, costs much, or cannot be taken back. */
const CHANGE =
  /\b(?:take a base backup|push them|run it by hand|stanza-create|create it[.:]|restart|let it continue|kill this|start it again|free space|make room|extend it|correct it|raise|lower|more concurrency|stop what|give it a prefix|overwrite|reinit)\b/i;
/** Said in order to keep somebody from it. */
const WARNED_OF = /\b(?:do not|must not|never by|without) [^.,:;]*/gi;

const changesAt = (text: string): number =>
  text.replace(WARNED_OF, (m) => '.'.repeat(m.length)).search(CHANGE);

export const changes = ({ text, command }: NextStep): boolean =>
  (command !== undefined && !isLook(command)) || changesAt(text) >= 0;

/** Whether the condition or the warning stands before what is to be done. */
function warnsFirst({ text }: NextStep): boolean {
  const warning = text.search(/\b(?:only (?:if|once|what)|never)\b/i);
  const change = changesAt(text);
  return warning >= 0 && (change < 0 || warning < change);
}

/** What is wrong with the steps of a finding; nothing if they can be followed in their order. */
export function unsafeSteps(steps: readonly NextStep[]): readonly string[] {
  return steps.flatMap((step, index) => {
    if (!changes(step)) return [];
    const looked = steps.slice(0, index).some((before) => !changes(before));
    return [
      ...(looked ? [] : [`no look before: ${step.text}`]),
      ...(warnsFirst(step) ? [] : [`no warning before: ${step.text}`]),
    ];
  });
}
