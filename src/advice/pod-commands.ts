import type { NextStep } from '../domain/finding.ts';
import type { PodSite } from '../domain/site.ts';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** What Kubernetes allows as the name of a namespace or a container (DNS-1123 label). */
const IS_LABEL = new RegExp(`^${LABEL}$`);
/** And as that of a pod (DNS-1123 subdomain). */
const IS_SUBDOMAIN = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`);

const named = (form: RegExp, name: string | undefined, placeholder: string): string =>
  name !== undefined && form.test(name) ? name : placeholder;

const namespaceOf = (site: PodSite): string => `-n ${named(IS_LABEL, site.namespace, 'NAMESPACE')}`;

const podOf = (host: string | undefined): string => named(IS_SUBDOMAIN, host, 'POD');

const containerOf = (site: PodSite): string => `-c ${named(IS_LABEL, site.container, 'CONTAINER')}`;

export const execIn = (site: PodSite, host: string | undefined, command: string): string =>
  `kubectl exec ${namespaceOf(site)} ${podOf(host)} ${containerOf(site)} -- ${forExec(command)}`;

export const logsOf = (site: PodSite, host: string | undefined): string =>
  `kubectl logs ${namespaceOf(site)} ${podOf(host)} ${containerOf(site)} --tail=200`;

const describePod = (site: PodSite, host: string | undefined): string =>
  `kubectl describe pod ${namespaceOf(site)} ${podOf(host)}`;

export const showNode = (site: PodSite, host: string | undefined): string =>
  `kubectl get pod ${namespaceOf(site)} ${podOf(host)} -o wide`;

export const listPods = (site: PodSite, kinds = 'pods'): string =>
  `kubectl get ${kinds} ${namespaceOf(site)} --show-labels`;

/** What a host has and a container lacks, and who knows it instead. */
const OF_THE_HOST: readonly {
  readonly program: RegExp;
  readonly inPod: (site: PodSite, host: string | undefined, step: NextStep) => NextStep;
}[] = [
  {
    program: /^(?:sudo )?journalctl\b/,
    inPod: (site, host, { text }) => ({
      text: `${text}: in the last state and the events of the pod`,
      command: describePod(site, host),
    }),
  },
  {
    program: /^(?:sudo )?dmesg\b/,
    inPod: (site, host, { text }) => ({
      text: `${text}: the kernel’s log of its node says so`,
      command: showNode(site, host),
    }),
  },
  {
    program: /^(?:timedatectl|chronyc)\b/,
    inPod: (site, host, { text }) => ({ text, command: execIn(site, host, 'date -u') }),
  },
  {
    program: /^(?:sudo )?patronictl list$/,
    inPod: (site) => ({
      text: 'see by the labels that the operator sets which pod is the primary',
      command: listPods(site),
    }),
  },
];

/** The step as it is done from outside of the pod. Its command names the pod, so no host stands beside it. */
export function inPod(step: NextStep, site: PodSite): NextStep {
  const { text, command, host } = step;
  if (command === undefined) return step;
  if (command.startsWith('kubectl ')) return { text, command };
  // Such a server is beside the cluster, and nothing of its steps is done in a pod.
  if (step.onArchiverServer === true) return { ...step, command: withoutSudo(command) };
  const special = OF_THE_HOST.find(({ program }) => program.test(command));
  return special?.inPod(site, host, step) ?? { text, command: execIn(site, host, command) };
}

const withoutSudo = (command: string): string =>
  command
    .replaceAll('sudo -u postgres psql ', 'psql -U postgres ')
    .replace(/\bsudo (?:-u [a-z]+ )?/g, '');

/** What a shell would do between programs has to be done by one in the container. */
function forExec(command: string): string {
  const plain = withoutSudo(command);
  const unquoted = plain.replace(/'[^']*'|"[^"]*"/g, '');
  return /[|;<>*]/.test(unquoted) ? `sh -c '${plain.replaceAll("'", "'\\''")}'` : plain;
}
