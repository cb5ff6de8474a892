import { logDocuments } from './log-documents.ts';
import { fillLogIndex } from './log-index.ts';
import type { Scenario } from './scenario-file.ts';
import { scenarioStatus } from './scenario-status.ts';

/** A server that has just started answers its first search more slowly than Wale waits: it is asked once. */
export async function warmUp(elasticsearchUrl: string, scenario: Scenario): Promise<void> {
  await fillLogIndex(elasticsearchUrl, logDocuments(scenario));
  await scenarioStatus(scenario, elasticsearchUrl, 'http://127.0.0.1:9');
}
