import { describe, expect, it } from '@jest/globals';
import { atSite } from '../../src/advice/at-site.ts';
import { hangSteps } from '../../src/advice/hang-steps.ts';
import { checkShipper, diskOfWal, mtailSteps } from '../../src/advice/site-commands.ts';
import { FAILURE_CAUSES } from '../../src/causes/failure-causes.ts';
import { nextSteps } from '../../src/causes/next-steps.ts';
import { siteConfig } from '../../src/config/site-config.ts';
import { ARCHIVERS } from '../../src/domain/archiver.ts';
import type { NextStep } from '../../src/domain/finding.ts';
import { unavailable } from '../../src/domain/reading.ts';
import { DEBIAN, KUBERNETES, type PodSite, type Site } from '../../src/domain/site.ts';
import { readScenario, scenarioNames } from '../../lab/scenario/scenario-file.ts';
import { replay } from '../../lab/scenario/replay.ts';
import { scenarioStatus } from '../../lab/scenario/scenario-status.ts';
import { reportStatus } from '../../src/report/report-status.ts';
import { unsafeSteps } from '../support/step-safety.ts';
import { lookYourself } from '../../src/advice/look-yourself.ts';

const GITLABS = /\/var\/opt\/gitlab|\/var\/log\/gitlab|(?<![-\w])sv |td-agent|gitlab-ctl/;
const HOSTS = /\bsudo\b|systemctl|journalctl|\/var\/log\/(?!barman\/)/;

const words = (steps: readonly NextStep[]): readonly string[] =>
  steps.map(({ text, command = '' }) => `${text} ${command}`);

function strangers(steps: readonly NextStep[], site: Site): readonly NextStep[] {
  return steps.filter((step) => {
    const [said = ''] = words([step]);
    // Barman’s server is no pod, and has a log of its system.
    const ofHosts = step.onArchiverServer === true ? /\bsudo\b|systemctl/ : HOSTS;
    return GITLABS.test(said) || (site.kind === 'pods' && ofHosts.test(said));
  });
}

const SITES = [
  { name: 'debian', site: DEBIAN },
  { name: 'kubernetes', site: KUBERNETES },
];

describe.each(SITES)('with the site $name', ({ site }) => {
  it.each(FAILURE_CAUSES.map((cause) => ({ name: cause.cause, cause })))(
    'the steps of $name hold nothing of another site',
    ({ cause }) => {
      const whenever = cause.steps.flatMap(({ when }) => when ?? []);
      const complaints = ['', ...whenever, ...cause.examples.map(({ message }) => message)];
      for (const archiver of [undefined, ...ARCHIVERS]) {
        for (const complaint of [...complaints, whenever.join(' ')]) {
          const steps = nextSteps(cause, {
            host: 'db-1',
            archiver,
            file: undefined,
            complaint,
            site,
          });

          expect(strangers(atSite(steps, site), site)).toEqual([]);
        }
      }
    },
  );

  it.each([undefined, ...ARCHIVERS])('a hang of %s is looked into without them', (archiver) => {
    const steps = hangSteps({ host: 'db-1', archiver, site, pid: undefined, mayEnd: true });

    expect(strangers(atSite(steps, site), site)).toEqual([]);
    expect(strangers(lookYourself('db-1', archiver, site), site)).toEqual([]);
  });

  it('mtail, shipper and disk are where they are there', () => {
    const steps = [
      ...mtailSteps('db-1', site),
      checkShipper('db-1', site),
      { text: 'disk', command: diskOfWal(site) },
    ];

    expect(strangers(atSite(steps, site), site)).toEqual([]);
  });
});

describe.each(scenarioNames())('the findings of %s', (name) => {
  it('have steps of the site that was set, and safe ones', async () => {
    const scenario = readScenario(name);
    const servers = await replay(scenario);
    const { elasticsearchUrl, prometheusUrl } = servers;
    const { snapshot } = await scenarioStatus(scenario, elasticsearchUrl, prometheusUrl).finally(
      () => servers.close(),
    );
    for (const { site } of SITES) {
      const given = { ...snapshot, cluster: { ...snapshot.cluster, site } };
      for (const seen of [given, { ...given, uploadLog: unavailable('timeout', 'no answer') }]) {
        const report = reportStatus(seen, 0);
        const lists = report.findings.flatMap((finding) =>
          finding.kind === 'problem' ? [finding.nextSteps] : [],
        );

        for (const steps of [...lists, report.nextSteps]) {
          expect(strangers(steps, site)).toEqual([]);
          expect(unsafeSteps(steps)).toEqual([]);
        }
      }
    }
  });
});

describe('a command for a pod', () => {
  const site: PodSite = { ...KUBERNETES, namespace: 'databases', container: 'postgres' };
  const commandOf = (command: string, host = 'orders-1', at: Site = site): string | undefined =>
    atSite([{ text: 'look', command, host }], at)[0]?.command;

  it.each([
    ['df -h', 'kubectl exec -n databases orders-1 -c postgres -- df -h'],
    [
      "sudo -u postgres psql -xc 'SELECT * FROM pg_stat_archiver'",
      "kubectl exec -n databases orders-1 -c postgres -- psql -U postgres -xc 'SELECT * FROM pg_stat_archiver'",
    ],
    [
      "ps -eo pid | grep '[w]al-push'",
      "kubectl exec -n databases orders-1 -c postgres -- sh -c 'ps -eo pid | grep '\\''[w]al-push'\\'''",
    ],
    ['sudo journalctl --since -1h | grep -i trap', 'kubectl describe pod -n databases orders-1'],
    ['sudo patronictl list', 'kubectl get pods -n databases --show-labels'],
  ])('%s becomes one of kubectl', (command, expected) => {
    expect(commandOf(command)).toBe(expected);
  });

  it.each([
    'orders_1',
    'ORDERS',
    '-orders',
    'a;reboot',
    '$(reboot)',
    'a b',
    'a..b',
    'x'.repeat(254),
  ])('the host %j, which no pod can have for a name, is left for whoever reads it', (host) => {
    expect(commandOf('df -h', host)).toBe('kubectl exec -n databases POD -c postgres -- df -h');
  });

  it('names that Kubernetes would refuse do not get into it', () => {
    const bad = { ...site, namespace: 'a;reboot', container: '--all' };

    expect(commandOf('df -h', 'orders-1', bad)).toBe(
      'kubectl exec -n NAMESPACE orders-1 -c CONTAINER -- df -h',
    );
  });
});

describe('what the configuration says of a site', () => {
  it('goes over its preset', () => {
    const site = siteConfig(
      {
        preset: 'debian',
        archiverLog: '/srv/log/walg.log',
        archiverSettings: '/srv/walg.json',
        walDisk: '/srv/pg',
        shipperService: 'td-agent',
        mtailService: 'mtail@db',
      },
      'omnibus',
    );
    const cause = FAILURE_CAUSES.find(({ cause: name }) => name === 'credentials');
    if (cause === undefined) throw new Error('no such cause');
    const facts = { host: 'db-1', archiver: 'wal-g', file: undefined, complaint: '' } as const;

    expect(diskOfWal(site)).toBe('df -h /srv/pg');
    expect(checkShipper('db-1', site).command).toBe('sudo systemctl status td-agent');
    expect(words(mtailSteps('db-1', site)).join()).toContain('sudo systemctl restart mtail@db');
    expect(words(lookYourself('db-1', 'wal-g', site)).join()).toContain(
      "'ls -t /srv/log/walg.log* | head -n 1 | xargs -r tail -v -n 30'",
    );
    expect(words(nextSteps(cause, { ...facts, site })).join()).toContain(
      'sudo -u postgres wal-g --config=/srv/walg.json backup-list',
    );
    expect(words(nextSteps(cause, { ...facts, site })).join()).toContain(
      'sudo -u postgres env S3_MAX_RETRIES=1 wal-g --config=/srv/walg.json st check write',
    );
  });
});
