import { at, firstOf, text } from './postgres-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where the pod stands at the top: flat fields, stern's JSON, Azure Monitor, labels of Loki; CloudNativePG's own. */
const NAMES = ['podName', 'PodName', 'pod_name', 'pod', 'logging_pod'];
/** What holds it below: Loki's labels and streams, an export of Grafana. */
const LABELS = ['labels', 'stream', 'fields'];
/** What OpenTelemetry says of where a record comes from, in the mappings of its exporters. */
const RESOURCES = [
  'resource',
  'Resource',
  'resources',
  'resources_string',
  'attributes',
  'attributes_string',
  'Attributes',
];
const FLAT = /(?:^|\.)(?:k8s|kubernetes)\.pod[._]name$/;

/**
 * The pod, where a collector on Kubernetes names it. What it calls the host is the node, which is no member of the
 * cluster.
 */
export function podOf(fields: Fields): string | undefined {
  const { kubernetes, resource } = fields;
  return (
    text(at(kubernetes, 'pod_name')) ??
    text(at(at(kubernetes, 'pod'), 'name')) ??
    // Cloud Logging.
    text(at(at(resource, 'labels'), 'pod_name')) ??
    firstOf(
      LABELS,
      (name) => text(at(fields[name], 'pod')) ?? text(at(fields[name], 'pod_name')),
    ) ??
    firstOf(RESOURCES, (name) => k8sPod(fields[name])) ??
    k8sPod(at(resource, 'attributes')) ??
    firstOf(NAMES, (name) => text(fields[name])) ??
    firstOf(Object.keys(fields), (name) => (FLAT.test(name) ? text(fields[name]) : undefined)) ??
    taggedPod(fields['tags'])
  );
}

/** `k8s.pod.name`, in one word or one below the other. */
const k8sPod = (value: unknown): string | undefined =>
  text(at(value, 'k8s.pod.name')) ?? text(at(at(at(value, 'k8s'), 'pod'), 'name'));

/** Datadog: `["pod_name:orders-1", …]`. */
const taggedPod = (tags: unknown): string | undefined =>
  Array.isArray(tags)
    ? firstOf(tags, (tag: unknown) => /^pod_name:(.+)$/.exec(text(tag) ?? '')?.[1])
    : undefined;
