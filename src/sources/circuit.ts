import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhenResult,
  isBrokenCircuitError,
  noJitterGenerator,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import type { Source } from '../domain/contracts.ts';
import { durationWords } from '../domain/duration-words.ts';
import type { TakeDownFault } from '../domain/own-failure.ts';
import { unavailable, type Unavailable } from '../domain/reading.ts';
import { MINUTE, SECOND, type Clock, type DurationMs, type EpochMs } from '../domain/time.ts';

/** What a circuit needs to know of a kind of evidence. */
export interface Circuitry<Evidence> {
  /** Why nothing at all was answered in time; undefined if something was. */
  readonly deadness: (evidence: Evidence) => Unavailable | undefined;
  /** The same evidence with another word for it. */
  readonly withDeadness: (evidence: Evidence, deadness: Unavailable) => Evidence;
}

/** A dead source is tried so soon after it failed, then ever more seldom. */
const FIRST_PROBE: DurationMs = SECOND;
const SLOWEST_PROBES: DurationMs = 15 * SECOND;

/** After so long without a question nobody is told of the past: whoever asks next asks the source itself. */
const NOBODY_ASKS: DurationMs = 5 * MINUTE;

interface Dead<Evidence> {
  readonly since: EpochMs;
  readonly evidence: ReadonlyMap<string, Evidence>;
  readonly policy: CircuitBreakerPolicy;
  readonly timer: NodeJS.Timeout;
  askedAt: EpochMs;
  isProbed: boolean;
}

/**
 * Lets a dead source cost nobody any time: one question finds out that it is dead, the others are told since when,
 * and it is tried in the background until it answers again. For each set of clusters by itself, since each may be
 * behind another address. To examine a source is to try it, whatever is known. What one of the sources that go
 * through the same circuit finds out, the others know.
 */
export function createCircuit<Evidence>(
  { deadness, withDeadness }: Circuitry<Evidence>,
  patienceMs: DurationMs,
  now: Clock,
  /** Hears of a bug that comes up in a try in the background, where nobody waits who could be told. */
  takeDown: TakeDownFault,
) {
  type Answers = ReadonlyMap<string, Evidence>;
  const dead = new Map<string, Dead<Evidence>>();
  const isDead = (answers: Answers): boolean =>
    answers.size > 0 && [...answers.values()].every((each) => deadness(each) !== undefined);

  const isForgotten = ({ askedAt }: Dead<Evidence>): boolean => now() - askedAt >= NOBODY_ASKS;
  const unbury = (key: string, known: Dead<Evidence>): void => {
    clearInterval(known.timer);
    if (dead.get(key) === known) dead.delete(key);
  };

  const bury = async (
    key: string,
    since: EpochMs,
    evidence: Answers,
    ask: () => Promise<Answers>,
  ): Promise<void> => {
    const policy = circuitBreaker(
      handleWhenResult((answers) => isDead(answers as Answers)),
      {
        breaker: new ConsecutiveBreaker(1),
        halfOpenAfter: new ExponentialBackoff({
          // A few bots ask the same source: nothing has to be spread, and each pause is as long as it is said to be.
          generator: noJitterGenerator,
          initialDelay: FIRST_PROBE,
          maxDelay: SLOWEST_PROBES,
        }),
      },
    );
    const timer = setInterval(() => void probe(key, ask), FIRST_PROBE);
    timer.unref();
    dead.set(key, { since, evidence, policy, timer, askedAt: since, isProbed: false });
    await policy.execute(() => evidence);
  };

  /**
   * Tries the source, where the circuit holds that it is time to. A bug that comes up there is taken down, and the source
   * is held for dead no longer: whoever asks next comes upon the bug himself and is told of it. Never rejects.
   */
  const probe = async (key: string, ask: () => Promise<Answers>): Promise<void> => {
    const known = dead.get(key);
    if (known === undefined || known.isProbed) return;
    known.isProbed = true;
    let isFaulty = false;
    try {
      await known.policy.execute(ask);
    } catch (fault) {
      isFaulty = !isBrokenCircuitError(fault);
      if (isFaulty) takeDown(fault);
    }
    known.isProbed = false;
    if (isFaulty || isForgotten(known) || known.policy.state === CircuitState.Closed) {
      unbury(key, known);
    }
  };

  const told = ({ evidence, since }: Dead<Evidence>): Answers =>
    new Map(
      [...evidence].map(([name, each]) => {
        const why = deadness(each);
        return [name, why === undefined ? each : withDeadness(each, sinceThen(why, since, now()))];
      }),
    );

  return <Look>(source: Source<Evidence, Look>): Source<Evidence, Look> => ({
    examine: source.examine,
    read: async (names, question) => {
      const key = JSON.stringify(names);
      const known = dead.get(key);
      if (known !== undefined && !isForgotten(known)) {
        known.askedAt = now();
        return told(known);
      }
      if (known !== undefined) unbury(key, known);
      const askedAt = now();
      const answers = await source.read(names, question);
      if (isDead(answers) && !dead.has(key)) {
        await bury(key, askedAt, answers, () =>
          source.read(names, {
            at: now(),
            historic: false,
            signal: AbortSignal.timeout(patienceMs),
          }),
        );
      }
      return answers;
    },
  });
}

/** A source that refuses or answers nonsense does so at once: only one that keeps everybody waiting is left alone. */
export const isSilence = ({ reason }: Unavailable): boolean =>
  reason === 'timeout' || reason === 'unreachable';

const sinceThen = ({ reason, detail }: Unavailable, since: EpochMs, at: EpochMs): Unavailable =>
  unavailable(
    reason,
    `${detail}, and no answer since ${new Date(since).toISOString().slice(11, 19)} UTC (${durationWords(at - since)})`,
  );
