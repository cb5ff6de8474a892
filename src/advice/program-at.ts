import type { Archiver } from '../domain/archiver.ts';
import { OMNIBUS, type Site } from '../domain/site.ts';
import { PROGRAMS, type Program } from './archiver-programs.ts';
import { execIn, logsOf } from './pod-commands.ts';

/** The archiver's program as it is at hand there. */
export function programAt(
  archiver: Archiver,
  host: string | undefined,
  site: Site = OMNIBUS,
): Program {
  const program = withSettings(archiver, site);
  if (archiver === 'barman') return program;
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
      : `sudo tail -n 30 ${archiverLog}`;
    return { ...program, readLog };
  }
  return site.preset === 'debian' ? { ...program, ...program.onDebian } : program;
}

function withSettings(archiver: Archiver, site: Site): Program {
  const program = PROGRAMS[archiver];
  const settings = site.archiverSettings;
  if (settings === undefined) {
    const environment = site.kind === 'pods' && program.inEnvironment;
    return environment
      ? given(program, 'archive_command and the environment of the container', (command) =>
          command.replace(`envdir ${program.settings} `, ''),
        )
      : program;
  }
  return given(program, settings, (command) => withPath(archiver, command, settings));
}

/** The two commands that read the settings, since each archiver is told of them in its own way. */
const given = (
  program: Program,
  settings: string,
  change: (command: string) => string,
): Program => ({
  ...program,
  settings,
  probe: change(program.probe),
  listBackups: change(program.listBackups),
});

function withPath(archiver: Archiver, command: string, path: string): string {
  switch (archiver) {
    case 'wal-e':
      return command.replace(PROGRAMS['wal-e'].settings, path);
    case 'wal-g':
      return /\.(?:json|ya?ml|toml)$/.test(path)
        ? command.replace(`envdir ${PROGRAMS['wal-g'].settings} wal-g`, `wal-g --config=${path}`)
        : command.replace(PROGRAMS['wal-g'].settings, path);
    case 'pgbackrest':
      return command.replace('pgbackrest ', `pgbackrest --config=${path} `);
    case 'barman':
      return command.replace('-u barman barman ', `-u barman barman -c ${path} `);
    case 'barman-cloud':
      return command;
  }
}
