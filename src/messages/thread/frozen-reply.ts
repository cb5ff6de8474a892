/** Said in a thread where Slack refuses to edit the reply, which would go on saying that it is renewed. */
export const FROZEN_REPLY =
  '⚠️ Slack no longer lets Wale edit its answer above: it shows what was true then, and nothing more is said here. `/wale status` tells how it is now; `/wale watch` begins anew.';
