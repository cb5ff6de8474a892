import { z } from 'zod';
import { SERVICE_MANAGERS, SITE_PRESETS } from '../domain/site.ts';

// They end up in commands that people paste, so nothing that a shell would take apart is allowed.
const PART = String.raw`/(?!-|\.\.?(?:/|$))[A-Za-z0-9@._-]+`;
const Path = z
  .string()
  .max(1000)
  .regex(new RegExp(`^(?:${PART})+$`), { error: 'expected an absolute path of plain characters' });
const LogPath = z
  .string()
  .max(1000)
  .regex(new RegExp(`^(?:${PART.replace('A-Za', '*A-Za')})+$`), {
    error: 'expected an absolute path of plain characters; * stands for any',
  });
const ServiceName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9@._-]{0,99}$/, {
  error: 'expected the name of a service',
});
const Label = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: 'expected a name that Kubernetes allows: small letters, digits and -',
});

/** Where a cluster runs: what the next steps say differs by it. */
export const Site = z
  .strictObject({
    preset: z
      .enum(SITE_PRESETS)
      .describe('paths and commands of the next steps (omnibus; kubernetes with cloudnative-pg)'),
    archiverLog: LogPath.describe('the archiver’s log file; may hold *'),
    archiverSettings: Path.describe('file of the archiver’s settings, or folder for envdir'),
    walDisk: Path.describe('a path on the disk that holds pg_wal'),
    serviceManager: z
      .enum(SERVICE_MANAGERS)
      .describe('what mtail and the shipper are run by; not with kubernetes'),
    mtailService: ServiceName.describe('the service of mtail (mtail); not with kubernetes'),
    shipperService: ServiceName.describe('the log shipper’s service; not with kubernetes'),
    namespace: Label.describe('of the pods; only with kubernetes'),
    container: Label.describe('of PostgreSQL in its pod; only with kubernetes'),
  })
  .partial();

export type SiteFile = z.infer<typeof Site>;
