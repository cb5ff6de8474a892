import { z } from 'zod';

/** A page or an API on the web. */
export const WebUrl = z.url({
  protocol: /^https?$/,
  error: 'expected a URL that begins with http:// or https://',
});

/** Where a source is. Paths are appended to it, which a query or fragment would swallow. */
export const EndpointUrl = WebUrl.refine((url) => !/[?#]/.test(url), {
  error: 'expected a URL without ? and #',
});
