/** What runs. */
export interface BuildInfo {
  readonly version: string;
  /** Undefined where it was not built from a checkout. */
  readonly commit: string | undefined;
  /** Where its sources are on the web, as its package says; undefined if that says nothing. */
  readonly repository?: string | undefined;
}

export const buildWords = ({ version, commit }: BuildInfo): string =>
  commit === undefined ? version : `${version} (${commit})`;
