import type { ErrorList } from '../../../src/domain/archiver-error.ts';
import type { FleetReport } from '../../../src/domain/fleet-report.ts';
import { measured } from '../../../src/domain/reading.ts';
import type { Report } from '../../../src/domain/report.ts';
import type { UploadLog } from '../../../src/domain/upload-log.ts';
import { errorsJson } from '../../../src/messages/errors/errors-json.ts';
import { errorsMessage } from '../../../src/messages/errors/errors-message.ts';
import { errorsText } from '../../../src/messages/errors/errors-text.ts';
import { fleetJson } from '../../../src/messages/fleet/fleet-json.ts';
import { fleetMessage } from '../../../src/messages/fleet/fleet-message.ts';
import { fleetText } from '../../../src/messages/fleet/fleet-text.ts';
import { homeOverview } from '../../../src/messages/home/home-overview.ts';
import { incidentNote } from '../../../src/messages/thread/incident-note.ts';
import { statusJson } from '../../../src/messages/status/status-json.ts';
import { statusMessage } from '../../../src/messages/status/status-message.ts';
import { statusNagios } from '../../../src/messages/status/status-nagios.ts';
import { statusText } from '../../../src/messages/status/status-text.ts';
import { uploadsJson } from '../../../src/messages/uploads/uploads-json.ts';
import { uploadsMessage } from '../../../src/messages/uploads/uploads-message.ts';
import { uploadsText } from '../../../src/messages/uploads/uploads-text.ts';
import { createListErrors } from '../../../src/use-cases/list-errors.ts';
import { reportStatus } from '../../../src/report/report-status.ts';
import { logOf } from '../archiver-line.ts';
import { readLog } from '../read-log.ts';
import { healthySnapshot, NOON, uploadLog } from '../snapshot.ts';
import type { Surface } from './surface.ts';

const PROGRAMS = ['wal-e traceback', 'wal-e', 'wal-g', 'pgbackrest', 'barman'] as const;
const AS_WAL_G = 'ERROR: 2026/11/24 11:59:00.100000 ';

/** The log in which each archiver, and nobody, wrote these lines: as one record, and as records of their own. */
const logsWith = (lines: readonly string[]): readonly UploadLog[] =>
  [
    ...PROGRAMS.map((log) => logOf({ log, message: lines.join('\n'), source: '' })),
    lines.map((line) => AS_WAL_G + line).join('\n'),
    AS_WAL_G + lines.join('\n: '),
    lines.join('\n'),
  ].map((text) => {
    const { failures, unread } = readLog(text, { at: NOON - 60_000 });
    return uploadLog({ failures, uploads: [], unread });
  });

interface Answered {
  readonly report: Report;
  readonly fleet: FleetReport;
  readonly log: UploadLog;
  readonly errors: ErrorList;
}

/** Every surface shows the same answers: they are worked out once. */
const known = new Map<string, Promise<readonly Answered[]>>();

function answersTo(lines: readonly string[]): Promise<readonly Answered[]> {
  const key = lines.join('\n');
  const answers = known.get(key) ?? Promise.all(logsWith(lines).map(answered));
  known.set(key, answers);
  return answers;
}

async function answered(log: UploadLog): Promise<Answered> {
  const report = reportStatus(healthySnapshot({ log }), 5);
  const { severity } = report.verdict;
  const reading = await createListErrors(() => Promise.resolve(measured(log, NOON)))({});
  if (reading.kind === 'unavailable') throw new Error(reading.detail);
  const fleet = { at: NOON, reports: [report], severity, tookMs: 5 };
  return { report, fleet, log, errors: reading.value };
}

const surface =
  (quotes: boolean) =>
  (name: string, render: (answers: Answered) => unknown): Surface => ({
    name,
    quotes,
    show: async (lines) => (await answersTo(lines)).map(render).map(asText).join('\n'),
  });

const asText = (rendered: unknown): string =>
  typeof rendered === 'string' ? rendered : JSON.stringify(rendered);

const quoting = surface(true);
const silent = surface(false);

/** What is answered in Slack and in a terminal when an archiver complains. */
export const ANSWERS: readonly Surface[] = [
  quoting('/wale status', ({ report }) => statusMessage(report, {})),
  quoting('wale status as text', ({ report }) => statusText(report)),
  quoting('wale status as JSON', ({ report }) => statusJson(report)),
  silent('wale status for Nagios', ({ report }) => statusNagios(report)),
  quoting('a note on an incident', ({ report }) => incidentNote(report, undefined)),
  quoting('/wale errors', ({ errors }) => errorsMessage('main', errors, NOON)),
  quoting('wale errors as text', ({ errors }) => errorsText(errors)),
  quoting('wale errors as JSON', ({ errors }) => errorsJson(errors)),
  silent('/wale clusters', ({ fleet }) => fleetMessage(fleet)),
  quoting('the Home tab', ({ fleet }) => homeOverview(fleet)),
  silent('wale clusters as text', ({ fleet }) => fleetText(fleet)),
  silent('wale clusters as JSON', ({ fleet }) => fleetJson(fleet)),
  quoting('/wale uploads', ({ log }) => uploadsMessage('main', log, NOON)),
  quoting('wale uploads as text', ({ log }) => uploadsText(log.uploads, log)),
  quoting('wale uploads as JSON', ({ log }) => uploadsJson(log.uploads, log)),
];
