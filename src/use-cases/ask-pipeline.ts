import type { PipelineReport } from '../domain/pipeline-report.ts';
import { pipelineReport } from '../report/pipeline-report.ts';
import type { AskFleet } from './ask-fleet.ts';

export type AskPipeline = () => Promise<PipelineReport>;

/** How well Wale sees at the moment, by a look at all clusters. */
export const createAskPipeline =
  (askFleet: AskFleet): AskPipeline =>
  async () =>
    pipelineReport(await askFleet());
