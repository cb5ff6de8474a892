/** What runs. */
export interface BuildInfo {
  readonly version: string;
  /** Undefined where it was not built from a checkout. */
  readonly commit: string | undefined;
}

export const buildWords = ({ version, commit }: BuildInfo): string =>
  commit === undefined ? version : `${version} (${commit})`;
