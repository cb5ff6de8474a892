import { looksRandom } from './looks-random.ts';
import type { NameKind } from './secret-name.ts';

/** How a value stands behind its name. */
export interface Standing {
  readonly kind: NameKind;
  /** `password=…` sets; `password: …` may also say something about a password. */
  readonly by: 'sets' | 'colon' | 'blank';
  readonly quoted: boolean;
}

const NOTHING =
  /^(?:|\[redacted\]?|\[hidden\]|<(?:[a-z]+ed|empty|hidden|key|nil|none|null|password|secret|token)>|null|nil|none|undefined|true|false|yes|no|redacted|hidden|masked|filtered|omitted|\*+|-+hidden-+|x{3,}|\.{3}|…|-)$/i;
// A variable of a shell, a placeholder of archive_command, a directive of a formatter, the choices of a usage.
const PLACEHOLDER =
  /^(?:\$\{?[\w.]{1,60}\}?|%[a-z]|\{\{?[\w. ]{1,60}\}?\}|\{[a-z-]+(?:,[a-z-]+)+\}?\]?)$/i;
const WAL_FILE = /^(?:[\w.:-]*\/)*[0-9A-F]{24}(?:\.\w+)*$/;
const METHODS =
  /^(?:basic|bearer|cert|gss|ident|ldap|md5|negotiate|oauth2?|pam|peer|radius|scram-sha-256|sspi|token|trust)$/i;
const NAME_OF_ERROR =
  /^(?:[A-Z][a-z]{1,14}){1,5}(?:Denied|Error|Exception|Expired|Failed|Failure|Found|Invalid|Missing|Providers?)$/;
const WORD = /^(?:[A-Z]?[a-z]{1,14}|[A-Z]{2,12})$/;

/** What a sentence goes on with behind “password:” or “secret:”. */
const SENTENCE =
  /^(?:a|access|already|an|and|are|at|authentication|authorization|bad|been|but|by|can|cannot|check|could|denied|deprecated|did|disabled|does|empty|entry|error|expected|expired|failed|failure|file|for|forbidden|found|given|got|has|have|if|in|incorrect|invalid|is|it|key|login|malformed|may|method|mismatch|missing|must|need|needed|needs|never|no|not|of|on|only|option|optional|or|permission|please|prompt|provided|refused|rejected|request|requested|required|revoked|see|set|should|supplied|that|the|this|to|too|unable|unauthorized|unavailable|unexpected|unknown|unset|unsupported|use|user|value|was|were|when|which|will|with|without|wrong)$/i;

/** Whether what stands behind a secret’s name is no secret: nothing, a path, or the rest of a sentence. */
export function isHarmlessValue(value: string, { kind, by, quoted }: Standing): boolean {
  const bare = value.replace(/[.,;:!?)\]}>]{1,8}$/, '');
  if (NOTHING.test(value) || NOTHING.test(bare) || PLACEHOLDER.test(value)) return true;
  if (WAL_FILE.test(bare)) return true;
  if (!/[A-Za-z0-9]/.test(value)) return value.length < 3;
  if (!quoted && by !== 'sets' && SENTENCE.test(bare)) return true;
  if (isPath(value)) return true;
  if (kind === 'secret') return false;
  if (/^\d{1,5}$/.test(bare) || METHODS.test(bare)) return true;
  return !quoted && by !== 'sets' && (WORD.test(bare) || NAME_OF_ERROR.test(bare));
}

const PATH =
  /^(?:\.{1,2}|~|\/(?:app|archive|backups?|bin|builds?|code|config|data|dev|etc|go|home|lib|logs?|media|mnt|nix|opt|pgdata|proc|projects?|root|run|sbin|secrets|snap|srv|storage|sys|tmp|usr|Users|var|vault|volumes?|wal|work|workspace))(?:\/[\w.@-]{1,80})*\/?$/;

/** The place where a secret is kept. A key drawn at random may begin with a slash as well. */
const isPath = (value: string): boolean =>
  PATH.test(value) && !value.split('/').some((part) => looksRandom(part, 16));
