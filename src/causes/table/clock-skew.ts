import type { Cause } from '../cause.ts';

export const CLOCK_SKEW: Cause = {
  cause: 'clock-skew',
  words: 'the clock of the host is off, so the store refuses its requests',
  signs: [
    'RequestTimeTooSkewed',
    'difference between the request time and the current time is too large',
    'Token used too early',
    'Token must be a short-lived token',
    'Request date header too old',
  ],
  examples: [
    {
      log: 'wal-e traceback',
      store: 's3',
      message:
        'boto.exception.S3ResponseError: S3ResponseError: 403 Forbidden\n<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message></Error>',
      source: 'boto 2.49 in WAL-E 1.1.1, captured',
    },
    {
      log: 'wal-e traceback',
      store: 'gcs',
      message:
        "google.auth.exceptions.RefreshError: ('invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.', {})",
      source: 'google-auth for Python, from its documentation',
    },
    {
      log: 'wal-g',
      store: 's3',
      message:
        "failed to upload 'db01/wal_005/000000050000001000000060.br' to bucket 'backup-bucket': RequestTimeTooSkewed: The difference between the request time and the current time is too large.\n\tstatus code: 403, request id: 4442587FB7D0A2F9, host id: ",
      source: 'aws-sdk-go in WAL-G, from their sources',
    },
    {
      log: 'wal-g',
      store: 'azure',
      message:
        "Azure error : Unable to upload blob 000000050000001000000060.lz4: RESPONSE 403: 403 Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature. ERROR CODE: AuthenticationFailed <AuthenticationErrorDetail>Request date header too old: 'Thu, 11 May 2023 21:46:57 GMT'</AuthenticationErrorDetail>",
      source:
        'what Azure answers, azure-sdk-for-go issue 20850, behind the words of wal-g issue 959',
    },
    {
      log: 'pgbackrest',
      store: 's3',
      message:
        '[039]: S3 request failed with 403: <Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message></Error>',
      source: 'pgBackRest, pgbackrest issue 788',
    },
  ],
  steps: [
    {
      text: 'see how far off the clock is, and whether it is being synchronised',
      command: 'timedatectl; chronyc tracking',
    },
    {
      text: 'only if the clock really is off: let chrony correct it gradually. A jump while PostgreSQL runs may upset the cluster; the credentials need no change',
    },
  ],
};
