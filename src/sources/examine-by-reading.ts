import type { Source } from '../domain/contracts.ts';

/** For a source where a look shows no more than what is read anyway. */
export const examineByReading =
  <Evidence>(read: Source<Evidence>['read']): Source<Evidence>['examine'] =>
  async (cluster, question) => {
    const evidence = (await read([cluster], question)).get(cluster);
    if (evidence === undefined) throw new Error(`the source did not answer for ${cluster}`);
    return evidence;
  };
