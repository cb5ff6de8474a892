import type { BaseBackups } from '../domain/base-backup.ts';
import type { Finding, RuleName } from '../domain/finding.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { UploadLog } from '../domain/upload-log.ts';
import type { Continuity } from '../facts/continuity.ts';
import { factsOf, type Facts } from '../facts/facts.ts';
import type { Primary } from '../facts/primary.ts';

/** One question about a snapshot, answered from it alone. */
export type Rule = (snapshot: Snapshot) => Finding;

/** What a rule says; its name is put to it. */
export type Decision = WithoutName<Finding>;
type WithoutName<Each> = Each extends unknown ? Omit<Each, 'rule'> : never;

/** What a rule may need. Where it lacks, nothing can be decided, and the reason is the same for all. */
export interface Needs {
  readonly log: UploadLog;
  /** That there is exactly one. */
  readonly primary: Extract<Primary, { kind: 'one' }>;
  readonly continuity: Extract<Continuity, { kind: 'known' }>;
  readonly backups: BaseBackups;
  /** That no two sources contradict each other. */
  readonly agreement: true;
}

type Need<Value> =
  | { readonly kind: 'there'; readonly value: Value }
  | { readonly kind: 'lacking'; readonly reason: string };

const there = <Value>(value: Value): Need<Value> => ({ kind: 'there', value });
const lacking = (reason: string): Need<never> => ({ kind: 'lacking', reason });

const NEEDS: { readonly [Name in keyof Needs]: (facts: Facts) => Need<Needs[Name]> } = {
  log: ({ snapshot: { uploadLog } }) =>
    uploadLog.kind === 'unavailable' ? lacking(uploadLog.detail) : there(uploadLog.value),
  primary: ({ primary }) =>
    primary.kind === 'one' ? there(primary) : lacking('the primary is not known'),
  continuity: ({ continuity }) =>
    continuity.kind === 'known' ? there(continuity) : lacking(continuity.reason),
  backups: ({ backups }) =>
    backups.notKnown === undefined ? there(backups) : lacking(backups.notKnown),
  agreement: ({ contradictions: [doubt] }) =>
    doubt === undefined
      ? there(true)
      : lacking(`the sources contradict each other: ${doubt.words}`),
};

interface About<Name extends keyof Needs> {
  readonly name: RuleName;
  /** In the order in which they are looked at: the first that lacks is the reason. */
  readonly needs?: readonly Name[];
  /** What is decided before anything is needed; undefined if it takes more. */
  readonly settledBy?: (facts: Facts) => Decision | undefined;
}

/** Makes a rule of what it needs and how it decides. */
export function rule<Name extends keyof Needs = never>(
  { name, needs = [], settledBy }: About<Name>,
  decide: (known: Pick<Needs, Name>, facts: Facts) => Decision,
): Rule {
  return (snapshot) => {
    const facts = factsOf(snapshot);
    const decided = settledBy?.(facts) ?? unknownFor(facts, needs) ?? decide(knownOf(facts), facts);
    return { ...decided, rule: name };
  };
}

export const unknown = (reason: string): Decision => ({ kind: 'unknown', reason });

export const clear = (...evidence: Extract<Decision, { kind: 'clear' }>['evidence']): Decision => ({
  kind: 'clear',
  evidence,
});

function unknownFor(facts: Facts, needs: readonly (keyof Needs)[]): Decision | undefined {
  for (const need of needs) {
    const found = NEEDS[need](facts);
    if (found.kind === 'lacking') return unknown(found.reason);
  }
  return undefined;
}

const knownOf = (facts: Facts): Needs => ({
  get log() {
    return valueOf(NEEDS.log(facts));
  },
  get primary() {
    return valueOf(NEEDS.primary(facts));
  },
  get continuity() {
    return valueOf(NEEDS.continuity(facts));
  },
  get backups() {
    return valueOf(NEEDS.backups(facts));
  },
  get agreement() {
    return valueOf(NEEDS.agreement(facts));
  },
});

/** A rule sees only what it has named, and decides only where that is there. */
function valueOf<Value>(need: Need<Value>): Value {
  if (need.kind === 'lacking') throw new RangeError(`a rule decided without: ${need.reason}`);
  return need.value;
}
