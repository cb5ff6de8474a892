import type { TakeDownFault } from '../domain/own-failure.ts';
import type { Report } from '../domain/report.ts';
import type { DurationMs, EpochMs } from '../domain/time.ts';
import { failedVerdict } from '../domain/own-failure.ts';
import { failureText } from '../messages/failure/failure-text.ts';
import { clusterLine } from '../messages/fleet/fleet-lines.ts';
import { fleetText } from '../messages/fleet/fleet-text.ts';
import { statusText } from '../messages/status/status-text.ts';
import type { AskFleet } from '../use-cases/ask-fleet.ts';
import type { AskStatus } from '../use-cases/ask-status.ts';
import { ownFailure } from '../use-cases/own-failure.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Terminal } from './program.ts';
import type { Look, Standing } from './watch.ts';

type Paint = Terminal['paint'];

const standingOf = (report: Report, paint: Paint): Standing => ({
  cluster: report.snapshot.cluster.name,
  verdict: `${report.verdict.code} ${report.verdict.severity}`,
  line: clusterLine(report, paint),
});

export interface LookParts {
  readonly deadlineMs: DurationMs | undefined;
  readonly paint: Paint;
  readonly now: () => EpochMs;
  readonly takeDown: TakeDownFault;
}

/** Looks at one cluster. */
export const lookAtOne =
  (name: string, ask: AskStatus, { deadlineMs, paint, now, takeDown }: LookParts) =>
  (): Promise<Look> =>
    anyhow(name, now, takeDown, async () => {
      const report = await ask({ deadlineMs });
      return {
        at: report.snapshot.at,
        standings: [standingOf(report, paint)],
        text: statusText(report, paint),
        exitCode: EXIT_CODES[report.verdict.severity],
      };
    });

/** Looks at all clusters. */
export const lookAtAll =
  (ask: AskFleet, { deadlineMs, paint, now, takeDown }: LookParts) =>
  (): Promise<Look> =>
    anyhow(undefined, now, takeDown, async () => {
      const fleet = await ask({ deadlineMs });
      return {
        at: fleet.at,
        standings: fleet.reports.map((report) => standingOf(report, paint)),
        text: fleetText(fleet, paint),
        exitCode: EXIT_CODES[fleet.severity],
      };
    });

/** A bug ends no watch: it is said like a verdict, and the next look is tried. */
async function anyhow(
  name: string | undefined,
  now: () => EpochMs,
  takeDown: TakeDownFault,
  look: () => Promise<Look>,
): Promise<Look> {
  try {
    return await look();
  } catch (fault) {
    const failure = ownFailure(name, takeDown(fault));
    const text = failureText(failure, fault);
    const { severity, code } = failedVerdict(failure);
    return {
      at: now(),
      standings: [
        {
          cluster: name ?? '',
          verdict: `${code} of a bug`,
          line: text.split('\n')[0] ?? '',
        },
      ],
      text,
      exitCode: EXIT_CODES[severity],
    };
  }
}
