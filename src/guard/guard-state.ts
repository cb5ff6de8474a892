import { z } from 'zod';
import type { FleetReport } from '../domain/fleet-report.ts';
import type { PipelineReport } from '../domain/pipeline-report.ts';
import type { EpochMs } from '../domain/time.ts';
import { pipelineReport } from '../report/pipeline-report.ts';
import type { GuardSettings } from './guard-settings.ts';
import { pipelineSight, sightOf } from './sight.ts';
import { afterSight, Watched, type Trouble } from './trouble.ts';

/** Everything that the guard remembers between two looks, in the state that replicas share. */
export const GuardState = z.object({
  /** When all clusters were last looked at. */
  lookedAt: z.number(),
  /** Only those of which there is something to remember. */
  clusters: z.record(z.string(), Watched),
  pipeline: Watched.optional(),
});
export type GuardState = z.infer<typeof GuardState>;

/** Names the pipeline in the ids of its troubles: no cluster may be called that. */
const PIPELINE = '(pipeline)';

/** What the guard knows after a look at all clusters. Pure: the moment is that of the look. */
export function afterFleetLook(
  before: GuardState | undefined,
  fleet: Pick<FleetReport, 'at' | 'reports'>,
  settings: GuardSettings,
  now: EpochMs,
): GuardState {
  // What nobody looked at for longer is not known to have been bad, and clocks are set back now and then.
  const sinceLastMs =
    before === undefined ? 0 : Math.min(Math.max(now - before.lookedAt, 0), 2 * settings.everyMs);
  const passed = { now, sinceLastMs };
  const clusters = fleet.reports.flatMap((report): [string, Watched][] => {
    const { name } = report.snapshot.cluster;
    const watched = afterSight(name, before?.clusters[name], sightOf(report), passed, settings);
    return isEmpty(watched) ? [] : [[name, watched]];
  });
  const seen: PipelineReport = pipelineReport(fleet);
  const pipeline = afterSight(PIPELINE, before?.pipeline, pipelineSight(seen), passed, settings);
  return {
    lookedAt: now,
    clusters: Object.fromEntries(clusters),
    ...(isEmpty(pipeline) ? {} : { pipeline }),
  };
}

const isEmpty = ({ trouble, toldAt }: Watched): boolean =>
  trouble === undefined && toldAt.length === 0;

/** A trouble that is to be told; of the pipeline where no cluster is named. */
export interface Due {
  readonly cluster: string | undefined;
  readonly trouble: Trouble;
}

/** Every trouble that was told and is not over. */
export const toldIn = ({ clusters, pipeline }: GuardState): readonly Due[] =>
  [...Object.entries(clusters), [undefined, pipeline] as const].flatMap(([cluster, watched]) =>
    watched?.trouble?.told === undefined ? [] : [{ cluster, trouble: watched.trouble }],
  );

/** Those that are not left for their thread yet. */
export const dueIn = (state: GuardState): readonly Due[] =>
  toldIn(state).filter(({ trouble }) => trouble.told?.left === false);

/** The same, where what was due is left. */
export function withLeft(state: GuardState, ids: ReadonlySet<string>): GuardState {
  const left = (watched: Watched): Watched => {
    const { trouble } = watched;
    return trouble?.told === undefined || !ids.has(trouble.id)
      ? watched
      : { ...watched, trouble: { ...trouble, told: { ...trouble.told, left: true } } };
  };
  return {
    ...state,
    clusters: Object.fromEntries(
      Object.entries(state.clusters).map(([name, watched]) => [name, left(watched)]),
    ),
    ...(state.pipeline === undefined ? {} : { pipeline: left(state.pipeline) }),
  };
}
