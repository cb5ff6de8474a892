import { MANIFEST_SCOPES } from '../../demo/manifest-scopes.ts';

export const scopesBut = (...lacking: readonly string[]): string =>
  MANIFEST_SCOPES.filter((scope) => !lacking.includes(scope)).join(',');
