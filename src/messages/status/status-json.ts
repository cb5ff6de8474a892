import { z } from 'zod';
import { VERDICT_CODES } from '../../domain/finding.ts';
import type { Overview, Report, WalWaiting } from '../../domain/report.ts';
import { sourceKey } from '../../domain/source-words.ts';
import type { EpochMs } from '../../domain/time.ts';
import { UnreadJson, unreadJson } from '../unread/unread-json.ts';

const Instant = z.iso.datetime().describe('UTC');
const Severity = z.enum(['ok', 'warning', 'critical', 'unknown']);
const Code = z.enum(VERDICT_CODES);
const TimeRange = z.object({ atLeast: z.number(), atMost: z.number() });
const OpenTimeRange = z.object({ atLeast: z.number(), atMost: z.number().nullable() });

/**
 * The answer as JSON, version 1: schemas/status.v1.schema.json is made from this.
 * New fields may be added within a version; what is there keeps its name, type and meaning.
 */
export const StatusJson = z
  .object({
    schemaVersion: z.literal(1),
    wale: z.string().optional().describe('the version of Wale that answered'),
    cluster: z.string(),
    at: Instant.describe('the moment that the answer is about, UTC'),
    tookMs: z.number().describe('how long gathering and deciding took'),
    verdict: z.object({ code: Code, severity: Severity, headline: z.string() }),
    primary: z
      .object({ host: z.string(), saidBy: z.array(z.string()) })
      .nullable()
      .describe('null if not known, or not exactly one'),
    lastUpload: z
      .object({
        segment: z.string(),
        host: z.string().nullable(),
        endedAt: Instant,
        rateKiBps: z.number().nullable(),
      })
      .nullable()
      .describe('the newest completed segment in the log'),
    lastUploadByMetric: Instant.nullable(),
    walWaiting: z
      .object({ atLeast: z.number(), atMost: z.number(), source: z.string() })
      .nullable()
      .describe('segments that wait to be archived, as a range'),
    baseBackup: z
      .object({
        lastSuccessAt: Instant.nullable(),
        by: z.string().nullable().describe('a host, or the type of host that the job named'),
        runningSince: Instant.nullable(),
        runningBy: z.string().nullable(),
        failed: z.boolean().nullable().describe('whether the last one failed'),
        notKnown: z.string().nullable().describe('why the metrics say nothing'),
      })
      .describe('the last base backup, as far as it is known'),
    walTrend: z
      .object({
        kind: z.enum(['growing', 'steady', 'draining']),
        diskFullInMs: OpenTimeRange.nullable().describe('no atMost: at the earliest'),
        drainedInMs: TimeRange.nullable(),
      })
      .nullable()
      .describe('whether more or less WAL waits than a while ago; null if not known'),
    dataAtRisk: z
      .object({
        bytes: z.object({ atLeast: z.number(), atMost: z.number() }),
        ageMs: OpenTimeRange,
      })
      .nullable()
      .describe('WAL that is written and in no completed upload, as ranges; null if not known'),
    restorable: z
      .object({
        from: Instant.nullable().describe(
          'the end of the oldest base backup from which all segments follow; null: nothing can be restored',
        ),
        until: Instant.nullable().describe(
          'all that was written until then can be restored; null: nothing, or no WAL position tells',
        ),
        untilAtMost: Instant.nullable().describe('nothing that was written later can be restored'),
        cutByHole: z.boolean(),
        seenFrom: Instant.nullable().describe(
          'before this the log does not show whether segments are missing; null: it shows all that it takes',
        ),
        newestBackup: z
          .object({
            endedAt: Instant,
            lack: z.enum(['not-archived-yet', 'needs-missing-segments', 'start-unknown']),
          })
          .nullable()
          .describe('the newest base backup, where it does not count'),
      })
      .nullable()
      .describe('from when to when the cluster can be restored; null if not known'),
    walSequence: z
      .object({
        since: Instant,
        notSeenBefore: Instant.nullable().describe(
          'earlier uploads are in the log, and nothing is known of holes among them; null: there are none',
        ),
        segments: z.number(),
        missing: z.number(),
        pending: z.number(),
        atEdge: z.number().describe('missing at the very beginning, where that says nothing'),
        edgeTriesRead: z
          .boolean()
          .describe(
            'false where some of these may have been tried in vain: not all tries were read',
          ),
        missingHistory: z.string().nullable(),
      })
      .nullable()
      .describe('whether the completed segments in the log follow each other without a hole'),
    evidence: z.array(
      z.object({ from: z.string(), text: z.string(), quote: z.string().optional() }),
    ),
    nextSteps: z.array(
      z.object({ text: z.string(), command: z.string().optional(), host: z.string().optional() }),
    ),
    findings: z.array(
      z.object({
        rule: z.string(),
        kind: z.enum(['clear', 'proven', 'unknown', 'problem']),
        code: Code.optional(),
        severity: Severity.optional(),
        cause: z.string().optional(),
        headline: z.string().optional(),
        reason: z.string().optional(),
      }),
    ),
    unavailable: z
      .array(
        z.object({
          source: z.string(),
          reason: z.string(),
          detail: z.string(),
          cost: z.string().optional().describe('what cannot be told without it'),
        }),
      )
      .describe('what could not be read, and why'),
    unread: UnreadJson.describe('log lines that could not be understood'),
  })
  .meta({ title: 'wale status', description: 'The answer of `wale status --output json`' });

const instant = (at: EpochMs): string => new Date(at).toISOString();

function baseBackupJson({ baseBackups }: Report['overview']) {
  const { lastSuccess, running, failed, notKnown } = baseBackups;
  return {
    lastSuccessAt: lastSuccess === undefined ? null : instant(lastSuccess.at),
    by: lastSuccess?.by ?? null,
    runningSince: running === undefined ? null : instant(running.since),
    runningBy: running?.by ?? null,
    failed: notKnown === undefined ? failed !== undefined : null,
    notKnown: notKnown ?? null,
  };
}

/** The answer as plain JSON data. */
export function statusJson(report: Report, version?: string): z.infer<typeof StatusJson> {
  const { snapshot, overview, verdict } = report;
  const { lastComplete: last, lastArchiveByMetric: byMetric } = overview;
  return {
    schemaVersion: 1,
    ...(version === undefined ? {} : { wale: version }),
    cluster: snapshot.cluster.name,
    at: instant(snapshot.at),
    tookMs: report.tookMs,
    verdict: { code: verdict.code, severity: verdict.severity, headline: verdict.headline },
    primary:
      overview.primary === undefined
        ? null
        : { host: overview.primary.host, saidBy: [...overview.primary.saidBy] },
    lastUpload:
      last === undefined
        ? null
        : {
            segment: last.file,
            host: last.host ?? null,
            endedAt: instant(last.endedAt),
            rateKiBps: last.rateKiBps ?? null,
          },
    lastUploadByMetric: byMetric === undefined ? null : instant(byMetric),
    walWaiting: overview.walWaiting === undefined ? null : waitingOf(overview.walWaiting),
    baseBackup: baseBackupJson(overview),
    walTrend: trendJson(overview),
    dataAtRisk: riskJson(overview),
    restorable: restorableJson(overview),
    walSequence:
      overview.walSequence === undefined
        ? null
        : {
            ...overview.walSequence,
            since: instant(overview.walSequence.since),
            notSeenBefore:
              overview.walSequence.notSeenBefore === undefined
                ? null
                : instant(overview.walSequence.notSeenBefore),
            missingHistory: overview.walSequence.missingHistory ?? null,
          },
    evidence: report.evidence.map(({ from, text, quote }) => ({
      from,
      text,
      ...(quote === undefined ? {} : { quote }),
    })),
    nextSteps: report.nextSteps.map(({ text, command, host }) => ({
      text,
      ...(command === undefined ? {} : { command }),
      ...(host === undefined ? {} : { host }),
    })),
    findings: report.findings.map((finding) => {
      const { rule, kind } = finding;
      switch (finding.kind) {
        case 'clear':
          return { rule, kind };
        case 'unknown':
          return { rule, kind, severity: 'unknown' as const, reason: finding.reason };
        case 'proven':
          return {
            rule,
            kind,
            code: finding.code,
            severity: 'ok' as const,
            headline: finding.headline,
          };
        case 'problem':
          return {
            rule,
            kind,
            code: finding.code,
            severity: finding.severity,
            headline: finding.headline,
            ...(finding.cause === undefined ? {} : { cause: finding.cause }),
          };
      }
    }),
    unavailable: report.unavailable.map((one) => ({
      source: sourceKey(one),
      reason: one.reason,
      detail: one.detail,
      ...(one.cost === undefined ? {} : { cost: one.cost }),
    })),
    unread:
      snapshot.uploadLog.kind === 'unavailable'
        ? unreadJson({ count: 0, samples: [] })
        : unreadJson(snapshot.uploadLog.value.unread),
  };
}

function trendJson({ walTrend: trend }: Overview): z.infer<typeof StatusJson>['walTrend'] {
  if (trend === undefined) return null;
  return {
    kind: trend.kind,
    diskFullInMs:
      trend.kind === 'growing' && trend.diskFullIn !== undefined
        ? { atLeast: trend.diskFullIn.atLeast, atMost: trend.diskFullIn.atMost ?? null }
        : null,
    drainedInMs: trend.kind === 'draining' ? { ...trend.drainedIn } : null,
  };
}

function riskJson({ dataAtRisk: risk }: Overview): z.infer<typeof StatusJson>['dataAtRisk'] {
  if (risk === undefined) return null;
  const { atLeast, atMost } = risk.age;
  return { bytes: { ...risk.bytes }, ageMs: { atLeast, atMost: atMost ?? null } };
}

function restorableJson({ restorable }: Overview): z.infer<typeof StatusJson>['restorable'] {
  if (restorable === undefined) return null;
  const { newest } = restorable;
  const newestBackup =
    newest === undefined ? null : { endedAt: instant(newest.endedAt), lack: newest.lack };
  if (restorable.kind === 'nothing') {
    const cutByHole = newest?.lack === 'needs-missing-segments';
    return { from: null, until: null, untilAtMost: null, cutByHole, seenFrom: null, newestBackup };
  }
  const seenFrom =
    restorable.notSeenBefore === undefined ? null : instant(restorable.notSeenBefore);
  if (restorable.kind === 'backup-alone') {
    const end = instant(restorable.endedAt);
    return { from: end, until: null, untilAtMost: end, cutByHole: false, seenFrom, newestBackup };
  }
  const { from, until, kind } = restorable;
  return {
    from: instant(from),
    until: until.atLeast === undefined ? null : instant(until.atLeast),
    untilAtMost: instant(until.atMost),
    cutByHole: kind === 'cut',
    seenFrom,
    newestBackup,
  };
}

const waitingOf = ({ atLeast, atMost, source }: WalWaiting) => ({ atLeast, atMost, source });
