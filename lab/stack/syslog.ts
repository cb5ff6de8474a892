import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiver } from './archiver.ts';
import { startDaemon, stopDaemon } from './daemons.ts';
import { onHost } from './host.ts';
import { INDEX, PORTS, type Node } from './layout.ts';

/** The file that tells of each upload of that host. */
export const archiverLog = (node: Node): string => archiver().log.ofUploads(node);
export const collectorName = (node: Node): string => `${node.name}.rsyslog`;
export const shipperName = (node: Node): string => `${node.name}.shipper`;

/**
 * rsyslog on the host: from /dev/log into a file, in its own format or in the frame that GitLab's runbook shows. An
 * archiver that does without syslog has none.
 */
export function startCollector(node: Node, env: Readonly<Record<string, string>> = {}): void {
  const { syslog } = archiver().log;
  if (syslog === undefined) return;
  const config = join(node.home, 'rsyslog.conf');
  mkdirSync(join(node.home, 'rsyslog'), { recursive: true });
  writeFileSync(
    config,
    `global(workDirectory="${node.home}/rsyslog" maxMessageSize="64k")
module(load="imuxsock" SysSock.RateLimit.Interval="0" SysSock.IgnoreTimestamp="on")
template(name="frame" type="string"
  string="%timereported:1:10:date-rfc3339%_%timereported:12:19:date-rfc3339% %hostname% %programname% %msg:2:$%\\n")
if ($programname startswith "${syslog.program}") then
  action(type="omfile" file="${archiverLog(node)}" template="${syslog.template}" fileOwner="root" fileCreateMode="0644")
`,
  );
  startDaemon(
    collectorName(node),
    onHost(node, ['rsyslogd', '-n', '-f', config, '-i', join(node.home, 'rsyslog.pid')]),
    env,
  );
}

/** The log shipper: follows the files and sends each line to Elasticsearch, in GitLab's shape. */
export function startShipper(node: Node, tag = archiver().log.tag): void {
  const config = join(node.home, 'shipper.conf');
  mkdirSync(join(node.home, 'shipper'), { recursive: true });
  const template = (documentTag: string): string => `template(name="${documentTag}" type="list") {
  constant(value="{\\"@timestamp\\":\\"") property(name="timegenerated" dateFormat="rfc3339")
  constant(value="\\",\\"json\\":{\\"tag\\":\\"${documentTag}\\",\\"hostname\\":\\"${node.name}\\",\\"fqdn\\":\\"${node.fqdn}\\",\\"environment\\":\\"lab\\",\\"type\\":\\"${node.cluster.type}\\",\\"tier\\":\\"db\\",\\"message\\":\\"")
  property(name="msg" format="json")
  constant(value="\\"}}")
}`;
  const send = (documentTag: string): string =>
    `action(type="omelasticsearch" server="127.0.0.1" serverport="${PORTS.elasticsearch}" searchIndex="${INDEX}" searchType="" bulkmode="on" template="${documentTag}" errorFile="${node.home}/shipper/errors.json" action.resumeRetryCount="-1" action.resumeInterval="2" queue.type="linkedList" queue.dequeueBatchSize="50")`;
  const { shipped, recordBegins } = archiver().log;
  writeFileSync(
    config,
    `global(workDirectory="${node.home}/shipper" maxMessageSize="64k")
module(load="imfile" mode="inotify")
module(load="omelasticsearch")
${template(tag)}
${template('db.postgres')}
input(type="imfile" file="${shipped(node)}" tag="archiver:" ruleset="archiver"${joined(recordBegins)} reopenOnTruncate="on")
input(type="imfile" file="${node.home}/log/postgresql.log" tag="postgres:" ruleset="postgres"${joined(node.postgresLog.recordBegins)} reopenOnTruncate="on")
ruleset(name="archiver") { ${send(tag)} }
ruleset(name="postgres") { ${send('db.postgres')} }
`,
  );
  startDaemon(
    shipperName(node),
    onHost(node, ['rsyslogd', '-n', '-f', config, '-i', join(node.home, 'shipper.pid')]),
  );
}

/** For imfile: the lines of a record as one. */
const joined = (recordBegins: string | undefined): string =>
  recordBegins === undefined ? '' : ` startmsg.regex="${recordBegins}" readTimeout="2"`;

/** Ships the files once more from their beginning, as after a repair that has to make up for lost lines. */
export async function shipAgain(node: Node): Promise<void> {
  await stopDaemon(shipperName(node));
  rmSync(join(node.home, 'shipper'), { recursive: true, force: true });
  startShipper(node);
}
