import { z } from 'zod';
import { HeaderToken } from './header-text.ts';
import type { Auth as AuthSettings } from '../domain/source-settings.ts';

const Text = z.string().min(1);
const ONE_WAY = 'expected username and password, or apiKey, or bearerToken, and only one of these';

/** How to log in. One flat map rather than a union, so that a mistyped key is named. */
export const Auth = z
  .strictObject({ username: Text, password: Text, apiKey: HeaderToken, bearerToken: HeaderToken })
  .partial()
  .meta({
    oneOf: [
      { required: ['username', 'password'] },
      { required: ['apiKey'] },
      { required: ['bearerToken'] },
    ],
  })
  .transform(({ username, password, apiKey, bearerToken }, context): AuthSettings => {
    // A mistyped key is named already.
    if (context.issues.length > 0) return z.NEVER;
    const ways: AuthSettings[] = [];
    if (username !== undefined && password !== undefined) {
      ways.push({ kind: 'basic', username, password });
    }
    if (apiKey !== undefined) ways.push({ kind: 'api-key', key: apiKey });
    if (bearerToken !== undefined) ways.push({ kind: 'bearer', token: bearerToken });
    const [way] = ways;
    if (
      way !== undefined &&
      ways.length === 1 &&
      (username === undefined) === (password === undefined)
    )
      return way;
    context.addIssue({ code: 'custom', message: ONE_WAY });
    return z.NEVER;
  })
  .describe('how to log in: username and password, or apiKey, or bearerToken');
