/** Where a cluster runs, and so how its next steps look: what a preset sets, with what the configuration says otherwise. */
export type Site = HostSite | PodSite;

export const SITE_PRESETS = ['omnibus', 'debian', 'kubernetes'] as const;
export type SitePreset = (typeof SITE_PRESETS)[number];

export const SERVICE_MANAGERS = ['sv', 'systemctl'] as const;
export type ServiceManager = (typeof SERVICE_MANAGERS)[number];

interface Places {
  /** The archiver's log file; undefined for where its packages write. */
  readonly archiverLog?: string | undefined;
  /** Its settings: a file, or a folder for envdir; undefined for where its packages look. */
  readonly archiverSettings?: string | undefined;
  /** A path on the disk that holds pg_wal. */
  readonly walDisk: string;
}

export interface HostSite extends Places {
  readonly kind: 'hosts';
  readonly preset: 'omnibus' | 'debian';
  readonly mtail: Service;
  readonly shipper: Service;
}

export interface PodSite extends Places {
  readonly kind: 'pods';
  /** Undefined where it is not said: a command has a word in capitals in its place. */
  readonly namespace?: string | undefined;
  readonly container?: string | undefined;
}

export interface Service {
  readonly manager: ServiceManager;
  readonly name: string;
}

export const OMNIBUS: HostSite = {
  kind: 'hosts',
  preset: 'omnibus',
  walDisk: '/var/opt/gitlab',
  mtail: { manager: 'sv', name: 'mtail' },
  shipper: { manager: 'systemctl', name: 'td-agent rsyslog' },
};

export const DEBIAN: HostSite = {
  kind: 'hosts',
  preset: 'debian',
  walDisk: '/var/lib/postgresql',
  mtail: { manager: 'systemctl', name: 'mtail' },
  shipper: { manager: 'systemctl', name: 'rsyslog' },
};

/** Operators mount the data at different paths: without one, every disk of the container is shown. */
export const KUBERNETES: PodSite = { kind: 'pods', walDisk: '' };
