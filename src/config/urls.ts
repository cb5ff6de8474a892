import { z } from 'zod';

/** A page or an API on the web. */
export const WebUrl = z.url({
  protocol: /^https?$/,
  error: 'expected a URL that begins with http:// or https://',
});

/** The address of a page in which values of an answer may stand in braces, but never in the place of a host. */
export const LinkUrl = WebUrl.refine((url) => !/^https?:\/\/[^/?#]*[{}]/i.test(url), {
  error: 'expected a URL with its braces behind the host',
});

/** Where a source is. Paths are appended to it, which a query or fragment would swallow. */
export const EndpointUrl = WebUrl.refine((url) => !/[?#]/.test(url), {
  error: 'expected a URL without ? and #',
});
