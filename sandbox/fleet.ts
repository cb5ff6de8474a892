/** A situation of several clusters: each is one of test/scenarios, with servers of its own, all at the same moment. */
export interface Fleet {
  readonly name: string;
  readonly title: string;
  /** The scenario of each cluster; none of them has a configuration of its own. */
  readonly clusters: Readonly<Record<string, string>>;
}

export const FLEETS: readonly Fleet[] = [
  {
    name: 'several-clusters',
    title:
      'Several clusters: two in trouble, one that cannot be read, a warning, and two that are well',
    clusters: {
      'gprd-main': 'history-and-backup-files',
      'gprd-ci': 'upload-failing-credentials',
      'gprd-registry': 'elasticsearch-http-401',
      'gstg-main': 'hole-lost',
      'gstg-ci': 'backlog',
      'gstg-registry': 'idle',
    },
  },
];
