import type { Auth } from '../domain/source-settings.ts';

/** The value of the header Authorization; undefined for none. */
export function authorizationOf(auth: Auth): string | undefined {
  switch (auth.kind) {
    case 'none':
      return undefined;
    case 'bearer':
      return `Bearer ${auth.token}`;
    case 'api-key':
      return `ApiKey ${auth.key}`;
    case 'basic':
      return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
  }
}
