import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { archiver } from './archiver.ts';

const PACKAGES = [
  'patroni',
  'etcd-server',
  'etcd-client',
  'postgresql-15',
  'mtail',
  'prometheus',
  'prometheus-node-exporter',
  'prometheus-postgres-exporter',
  'prometheus-pushgateway',
  'rsyslog',
  'rsyslog-elasticsearch',
  'tzdata',
  'curl',
  'faketime',
  'libfaketime',
] as const;

/** Debian asks this file whether a freshly installed service may start: 101 is no. */
const POLICY = '/usr/sbin/policy-rc.d';

/** Installs what is missing, and says so. Services that Debian would start are kept from starting. */
export function installWhatIsMissing(say: (text: string) => void): void {
  if (process.getuid?.() !== 0) {
    throw new Error('the lab needs root: it gives each node a host name of its own (namespaces)');
  }
  installPackages([...PACKAGES, ...archiver().packages], say);
  archiver().install?.(say);
}

/** Installs those Debian packages that are missing, and says which. */
export function installPackages(names: readonly string[], say: (text: string) => void): void {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length > 0) {
    if (process.getuid?.() !== 0) {
      throw new Error(
        `only root can install what is missing: apt-get install ${missing.join(' ')}`,
      );
    }
    say(`installing Debian packages: ${missing.join(' ')}`);
    const ownPolicy = !existsSync(POLICY);
    if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    try {
      run('apt-get', ['update', '-qq']);
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
    } finally {
      if (ownPolicy) rmSync(POLICY);
    }
  }
}

function isInstalled(name: string): boolean {
  try {
    const status = execFileSync('dpkg-query', ['-W', '-f', '${Status}', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return status.endsWith(' installed');
  } catch {
    return false; // dpkg-query fails for a name that it never saw
  }
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
