import { durationWords } from '../../domain/duration-words.ts';
import type { Verdict } from '../../domain/finding.ts';
import type { EpochMs } from '../../domain/time.ts';
import { overWords } from './over-words.ts';
import { RANK } from './rank.ts';
import type { Course, ThreadRecord } from './thread-record.ts';
import { pastTrouble, withChange, type PastTrouble } from './timeline.ts';
import type { WatchSettings } from './watch-settings.ts';

/** A source that does not answer once is shown in the reply; twice is worth a word. */
const LOOKS_BEFORE_UNKNOWN = 2;

/** Something that changes so often is seen in the reply; more words would only be noise. */
export const MOST_NOTES = 20;

/** What becomes of a thread by one more look: what is new in it, what is to be said, whether it is over. */
export function afterLook(
  record: ThreadRecord,
  verdict: Verdict,
  now: EpochMs,
  settings: WatchSettings,
): ThreadRecord {
  const before = record.course;
  const course = courseAfter(record, verdict, now);
  const timeline = withChange(record.timeline, verdict, now);
  const past = pastTrouble({ ...record, timeline });
  const news = before === undefined ? undefined : newsOf(before, course, past);
  const looked: ThreadRecord = {
    ...record,
    timeline,
    course: news === undefined ? course : { ...course, told: course.severity },
  };
  const told = news === undefined ? looked : withNote(looked, news, now);
  if (record.ended !== undefined) return told;
  if (course.severity === 'ok' && now - course.since >= settings.settleMs) {
    return { ...told, ended: { by: 'recovered', at: now } };
  }
  if (now - record.watchedSince >= settings.limitMs) {
    const over: ThreadRecord = { ...told, ended: { by: 'time-limit', at: now } };
    if (course.severity === 'ok') return over;
    const still = `Wale stopped watching after ${durationWords(settings.limitMs)}; still unhealthy: ${course.headline}. \`/wale watch\` resumes it.`;
    return withNote(over, still, now);
  }
  return told;
}

function courseAfter(record: ThreadRecord, verdict: Verdict, now: EpochMs): Course {
  const { code, severity, headline } = verdict;
  const before = record.course;
  const same = before?.severity === severity;
  return {
    code,
    severity,
    headline,
    since: same ? before.since : now,
    looks: same ? before.looks + 1 : 1,
    told: before?.told ?? severity,
  };
}

/** A change that is worth a message of its own: for the worse, or to well. */
function newsOf(before: Course, after: Course, past: PastTrouble | undefined): string | undefined {
  if (after.severity === 'ok') {
    if (before.told === 'ok') return undefined;
    const took = past === undefined ? '' : ` after ${durationWords(past.until - past.since)}`;
    if (before.told === 'unknown') return `✅ Wale can tell again${took}: ${after.headline}`;
    const over = past === undefined ? '' : `\n${overWords(past)}`;
    return `✅ Recovered${took}: ${after.headline}${over}`;
  }
  if (RANK[after.severity] <= RANK[before.told]) return undefined;
  if (after.severity === 'unknown') {
    return after.looks < LOOKS_BEFORE_UNKNOWN
      ? undefined
      : `❔ Status is now unknown: ${after.headline}`;
  }
  const mark = after.severity === 'critical' ? '🔴' : '⚠️';
  return `${mark} Worse: ${after.headline}`;
}

function withNote(record: ThreadRecord, text: string, now: EpochMs): ThreadRecord {
  if (record.notes.length >= MOST_NOTES) return record;
  const id = `note-${record.notes.length + 1}-${now}`;
  return { ...record, notes: [...record.notes, { id, text, tried: false }] };
}
