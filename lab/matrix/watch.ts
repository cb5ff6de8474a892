import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../src/domain/report.ts';
import { statusText } from '../../src/messages/status/status-text.ts';
import type { GuardBeside, Told } from './guard-beside.ts';
import { isHarmless, isTrap, type Fault } from '../faults/fault.ts';

/** So long may it take until the right verdict. */
const PATIENCE_MS = 200_000;
/**
 * By then a fault has to be noticed, with the thresholds of the lab: a value that is gone is believed
 * for two minutes more, and the points of a metric are 30 s apart.
 */
const NOTICED_AFTER_MS = 150_000;
/** What is harmless has to stay harmless for so long, and what only looks like another fault has to be told from it. */
const HOLD_MS = 75_000;
const ASK_EVERY_MS = 2000;
const IN_A_ROW = 3;

export interface Watched {
  readonly report: Report;
  readonly right: boolean;
  readonly seconds: number | undefined;
  readonly falseHealthy: number;
  readonly falseAlarms: number;
  /** What the false alarms said, each once. */
  readonly alarms: string[];
}

/** How long the guard may take beyond the grace of the verdict: three looks, and a slow one. */
const GUARD_SLACK_MS = 30_000;

/**
 * Waits for the guard's first word about what is broken. Of what only looks broken it has had as long as `watch` took;
 * what it said while that was brought about was of something else: a store that failed, to make a hole.
 */
export async function untilTold(
  fault: Fault,
  since: number,
  { told, graces }: GuardBeside,
): Promise<Told | undefined> {
  if (fault.expect === 'healthy' || fault.expect === 'idle') {
    return told.find(({ at }) => at >= since);
  }
  const deadline = Date.now() + graces[fault.expect] + GUARD_SLACK_MS;
  while (told.length === 0 && Date.now() < deadline) await sleep(1000);
  return told[0];
}

/** Asks Wale until the expected answer, with the truth in it, stood three times in a row, and counts what was wrong before. */
export async function watch(
  fault: Fault,
  truth: string,
  since: number,
  ask: () => Promise<Report>,
): Promise<Watched> {
  let inARow = 0;
  let seconds: number | undefined;
  let falseHealthy = 0;
  let falseAlarms = 0;
  const alarms = new Set<string>();
  for (;;) {
    const report = await ask();
    const age = Date.now() - since;
    if (isAsExpected(fault, truth, report)) {
      seconds = inARow === 0 ? Math.round(age / 1000) : seconds;
      inARow++;
    } else {
      inARow = 0;
      if (isAlarm(report) && !allowed(fault, report)) {
        falseAlarms++;
        alarms.add(`${report.verdict.code}: ${report.verdict.headline}`);
      }
      if (isFine(report) && !isHarmless(fault) && age > NOTICED_AFTER_MS) falseHealthy++;
    }
    const stands = inARow >= IN_A_ROW && (!isTrap(fault) || age >= HOLD_MS);
    if (stands || age > PATIENCE_MS) {
      return {
        report,
        right: stands && falseHealthy + falseAlarms === 0,
        seconds: stands ? seconds : undefined,
        falseHealthy,
        falseAlarms,
        alarms: [...alarms],
      };
    }
    await sleep(ASK_EVERY_MS);
  }
}

function isAsExpected({ expect, says }: Fault, truth: string, report: Report): boolean {
  if (report.verdict.code !== expect) return false;
  const text = statusText(report);
  return text.includes(truth) && (says === undefined || says.test(text));
}

const isFine = ({ verdict }: Report): boolean => verdict.severity === 'ok';

const isAlarm = ({ verdict }: Report): boolean =>
  verdict.severity === 'warning' || verdict.severity === 'critical';

/**
 * With something broken, another name for it on the way is no false alarm: somebody has to look
 * either way, unless the fault says that it must not be taken for it. Where nothing is broken, any alarm is false.
 */
const allowed = (fault: Fault, { verdict }: Report): boolean =>
  isHarmless(fault)
    ? (fault.meanwhile ?? []).includes(verdict.code)
    : !(fault.never ?? []).includes(verdict.code);

/** Waits until Wale says healthy, so that one fault is not judged by the traces of another. */
export async function untilHealthy(ask: () => Promise<Report>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { verdict } = await ask();
    if (verdict.code === 'healthy') return;
    if (Date.now() > deadline) {
      throw new Error(`expected healthy before the fault, Wale says ${verdict.headline}`);
    }
    await sleep(ASK_EVERY_MS);
  }
}
