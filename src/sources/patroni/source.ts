import { BOUNDS } from '../../domain/bounds.ts';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import PQueue from 'p-queue';
import type { Question, Source } from '../../domain/contracts.ts';
import type { PatroniEvidence } from '../../domain/evidence.ts';
import type { PatroniView } from '../../domain/patroni.ts';
import { measured, unavailable, type Measured, type Reading } from '../../domain/reading.ts';
import type { PatroniSettings } from '../../domain/source-settings.ts';
import type { DurationMs } from '../../domain/time.ts';
import { outcomeOf } from '../axios-outcome.ts';
import { chosen } from '../chosen.ts';
import { examineByReading } from '../examine-by-reading.ts';
import { caOf, untilEither } from '../http-endpoint.ts';
import { onceEach } from '../once-each.ts';
import { inForm } from '../outcome.ts';
import { patienceFor } from '../patience.ts';
import { isAnswer } from '../unavailable-reason.ts';
import { withoutUpgrades } from '../without-upgrades.ts';
import { ClusterAnswer, HistoryAnswer } from './schema.ts';

/** So many clusters are asked at the same time: each has a Patroni of its own. */
const AT_ONCE = 50;

/** Patroni's REST interface. */
export function createPatroni(
  clusters: ReadonlyMap<string, PatroniSettings>,
): Source<PatroniEvidence> {
  const clientsOf = onceEach(connect);
  const read: Source<PatroniEvidence>['read'] = async (names, question) => {
    const patience = patienceFor(names);
    const queue = new PQueue({ concurrency: AT_ONCE });
    const answers = [...chosen(clusters, names)].map(([name, settings]) =>
      queue.add(async () => {
        const timeoutMs = patience * settings.timeoutMs;
        const patroni = await readOne(clientsOf(settings), timeoutMs, question);
        return [name, { patroni }] as const;
      }),
    );
    return new Map(await Promise.all(answers));
  };
  return { read, examine: examineByReading(read) };
}

const connect = (settings: PatroniSettings): readonly AxiosInstance[] => {
  const ca = caOf(settings);
  return settings.urls.map((baseURL) =>
    axios.create({
      baseURL,
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) }),
      maxRedirects: 0,
      validateStatus: isAnswer,
      maxContentLength: BOUNDS.patroniAnswer.most,
      proxy: false,
      transport: withoutUpgrades,
    }),
  );
};

/**
 * Who is a member and where timelines ended. Every member knows it from the common store, so all are asked at once
 * and the first answer counts: a member that hangs holds nothing up. Only GETs.
 */
async function readOne(
  clients: readonly AxiosInstance[],
  timeoutMs: DurationMs,
  question: Question,
): Promise<Reading<PatroniView>> {
  if (question.historic) return unavailable('no-data', 'it only knows the present');
  const answered = new AbortController();
  const signal = AbortSignal.any([question.signal, answered.signal]);
  const asked = clients.map((http) => ask(http, timeoutMs, { ...question, signal }));
  try {
    return await Promise.any(asked.map(measuredOrFault));
  } catch {
    // None of them: the first says why.
    const [first] = await Promise.all(asked);
    return first ?? unavailable('not-configured', 'not configured: set patroni.urls');
  } finally {
    answered.abort();
  }
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
  timeoutMs: DurationMs,
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
