import {
  DEBIAN,
  KUBERNETES,
  OMNIBUS,
  type Service,
  type Site,
  type SitePreset,
} from '../domain/site.ts';
import type { SiteFile } from './site-file.ts';

/** The preset, with what the configuration says otherwise. */
export function siteConfig(file: SiteFile, otherwise: SitePreset): Site {
  const preset = file.preset ?? otherwise;
  const { archiverLog, archiverSettings, namespace, container } = file;
  if (preset === 'kubernetes') {
    const walDisk = file.walDisk ?? KUBERNETES.walDisk;
    return { ...KUBERNETES, archiverLog, archiverSettings, walDisk, namespace, container };
  }
  const base = preset === 'debian' ? DEBIAN : OMNIBUS;
  const service = (given: Service, name: string | undefined): Service => ({
    manager: file.serviceManager ?? given.manager,
    name: name ?? given.name,
  });
  return {
    ...base,
    archiverLog,
    archiverSettings,
    walDisk: file.walDisk ?? base.walDisk,
    mtail: service(base.mtail, file.mtailService),
    shipper: service(base.shipper, file.shipperService),
  };
}
