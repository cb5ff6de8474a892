import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import type { Question, ReadPatroni } from '../../domain/contracts.ts';
import type { PatroniView } from '../../domain/patroni.ts';
import { measured, unavailable, type Measured, type Reading } from '../../domain/reading.ts';
import type { PatroniSettings } from '../../domain/source-settings.ts';
import { caOf, untilEither } from '../http-endpoint.ts';
import { inForm, outcomeOf } from '../outcome.ts';
import { ClusterAnswer, HistoryAnswer } from './schema.ts';

const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Asks Patroni's REST interface who is a member and where timelines ended. Every member knows it from the
 * common store, so all are asked at once and the first answer counts: a member that hangs holds nothing up. Only GETs.
 */
export function createPatroni(settings: PatroniSettings): ReadPatroni {
  const ca = caOf(settings);
  const clients = settings.urls.map((baseURL) =>
    axios.create({
      baseURL,
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) }),
      maxRedirects: 0,
      maxContentLength: MAX_ANSWER_BYTES,
      proxy: false,
    }),
  );
  return async (question) => {
    if (question.historic) return unavailable('no-data', 'it only knows the present');
    const answered = new AbortController();
    const signal = AbortSignal.any([question.signal, answered.signal]);
    const asked = clients.map((http) => ask(http, settings, { ...question, signal }));
    try {
      return await Promise.any(asked.map(measuredOrFault));
    } catch {
      // None of them: the first says why.
      const [first] = await Promise.all(asked);
      return first ?? unavailable('not-configured', 'not configured: set patroni.urls');
    } finally {
      answered.abort();
    }
  };
}

async function measuredOrFault(
  asked: Promise<Reading<PatroniView>>,
): Promise<Measured<PatroniView>> {
  const reading = await asked;
  if (reading.kind === 'unavailable') throw new Error(reading.detail);
  return reading;
}

async function ask(
  http: AxiosInstance,
  { timeoutMs }: PatroniSettings,
  { at, signal }: Question,
): Promise<Reading<PatroniView>> {
  const until = untilEither(signal, timeoutMs);
  const answers = await outcomeOf(
    Promise.all([
      http.get<unknown>('/cluster', { signal: until }),
      http.get<unknown>('/history', { signal: until }),
    ]),
  );
  if (answers.kind === 'unavailable') return answers;
  const [cluster, history] = answers.value;
  const members = inForm(ClusterAnswer, cluster.data);
  if (members.kind === 'unavailable') return members;
  const switches = inForm(HistoryAnswer, history.data);
  if (switches.kind === 'unavailable') return switches;
  return measured({ ...members.value, switches: switches.value }, at);
}
