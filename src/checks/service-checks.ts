import type { Check } from '../domain/check.ts';
import type { NotesLook, StateLook } from '../domain/contracts.ts';
import type { Reading } from '../domain/reading.ts';

/** Whether alert threads can be remembered. */
export function stateChecks(state: Reading<StateLook> | undefined): readonly Check[] {
  if (state === undefined) return [];
  const subject = 'state';
  if (state.kind === 'measured') {
    return [{ subject, outcome: 'works', found: `${state.value.place}: ${state.value.found}` }];
  }
  const cost = 'the bot does not start';
  const remedy = 'check state.folder, or state.redisUrl and the network path to it';
  return [{ subject, outcome: 'broken', found: state.detail, cost, remedy }];
}

/** Whether notes can be written on incidents. */
export function incidentNoteChecks(notes: Reading<NotesLook> | undefined): readonly Check[] {
  if (notes === undefined) return [];
  const subject = 'PagerDuty';
  if (notes.kind === 'measured') {
    return [{ subject, outcome: 'works', found: `takes notes from ${notes.value.from}` }];
  }
  const cost = 'no note is written on an incident';
  const remedy = 'check the token and the e-mail address under alerts, and the way to PagerDuty';
  return [{ subject, outcome: 'lacking', found: notes.detail, cost, remedy }];
}
