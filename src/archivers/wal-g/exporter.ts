/** What walg-exporter says: Go's slog, as text. WAL-G itself never writes in that form. */
export interface ExporterLine {
  readonly level: string;
  readonly stamp: string;
  readonly text: string;
}

const LINE =
  /^time=(\d{4}-\d\d-\d\dT\S{8,30}) level=(DEBUG|INFO|WARN|ERROR) msg="((?:[^"\\]|\\.)*)"(.*)$/s;
/** From its source, cmd/walg-exporter: other programs in Go write in the same form. */
const MESSAGES =
  /^(?:Starting WAL-G Prometheus exporter|Starting HTTP server|HTTP server |Storage (?:check completed|aliveness check failed)|Metrics for (?:backups|WALs)|Initial WAL-G metrics|Started periodic WAL-G|Exporter |Error getting (?:backup|WAL|wal)|Dropping invalid metric|Shutting down|Received signal|WAL-G )/;

/** Undefined if it is none of its lines. */
export function exporterLine(line: string): ExporterLine | undefined {
  const [, stamp, level, message = '', rest = ''] = LINE.exec(line) ?? [];
  if (stamp === undefined || level === undefined) return undefined;
  return MESSAGES.test(message) ? { stamp, level, text: `${message}${rest}` } : undefined;
}
