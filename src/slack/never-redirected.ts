/** Slack redirects nobody: whoever does is somebody else, and is not to be told what we tell Slack. */
export const neverRedirected: typeof fetch = (url, init) =>
  fetch(url, { ...init, redirect: 'error' });
