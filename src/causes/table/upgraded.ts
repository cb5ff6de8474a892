/** The major versions that pgBackRest has known. */
const MAJORS = [
  ...['9.3', '9.4', '9.5', '9.6'],
  ...Array.from({ length: 12 }, (_, index) => String(index + 10)),
];

/**
 * pgBackRest of a server whose major version is not that of its stanza: pg_upgrade makes such a one, and another server of the
 * same stanza would most likely be of the same version.
 */
export const UPGRADED: readonly string[] = MAJORS.flatMap((server) =>
  MAJORS.filter((stanza) => stanza !== server).map(
    (stanza) => `PostgreSQL version ${server}, * stanza version ${stanza}, system-id`,
  ),
);
