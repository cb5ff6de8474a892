import { kindOf } from '../archivers/archivers.ts';
import { tailNewest, type Program } from '../archivers/program.ts';
import type { Archiver } from '../domain/archiver.ts';
import { OMNIBUS, type Site } from '../domain/site.ts';
import { execIn, logsOf } from './pod-commands.ts';

/** The archiver's program as it is at hand there. */
export function programAt(
  archiver: Archiver,
  host: string | undefined,
  site: Site = OMNIBUS,
): Program {
  const program = withSettings(kindOf(archiver).program, site);
  if (program.ownServer !== undefined) return program;
  const { archiverLog } = site;
  if (site.kind === 'pods') {
    const readLog =
      archiverLog === undefined
        ? logsOf(site, host)
        : execIn(site, host, `tail -n 30 ${archiverLog}`);
    return { ...program, readLog };
  }
  if (archiverLog !== undefined) {
    const readLog = archiverLog.includes('*')
      ? `sudo sh -c "tail -n 30 ${archiverLog}"`
      : tailNewest(archiverLog);
    return { ...program, readLog };
  }
  return site.preset === 'debian' ? { ...program, ...program.onDebian } : program;
}

function withSettings(program: Program, site: Site): Program {
  const settings = site.archiverSettings;
  if (settings === undefined) {
    const environment = site.kind === 'pods' && program.inEnvironment;
    return environment
      ? given(program, 'archive_command and the environment of the container', (command) =>
          command.replace(`envdir ${program.settings} `, ''),
        )
      : program;
  }
  return given(program, settings, (command) => program.withSettings(command, settings));
}

/** The commands that read the settings, since each archiver is told of them in its own way. */
const given = (
  program: Program,
  settings: string,
  change: (command: string) => string,
): Program => ({
  ...program,
  settings,
  probe: change(program.probe),
  ...(program.tryWrite === undefined ? {} : { tryWrite: change(program.tryWrite) }),
  listBackups: change(program.listBackups),
});
