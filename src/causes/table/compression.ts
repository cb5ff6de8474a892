import type { Cause } from '../cause.ts';

export const COMPRESSION: Cause = {
  cause: 'compression',
  words: 'the compression or encryption of the segment fails',
  signs: [
    'pipeline process did not exit gracefully',
    'lzop:',
    'lzop pipeline',
    "'lzop'",
    'gpg:',
    'gpg pipeline',
    "'gpg'",
    'CompressAndEncrypt',
    'openpgp',
    'libsodium',
    'failed to encrypt',
    'CryptoError',
    'unable to load cipher',
    // FormatError: what it takes for text is not; mostly since it is encrypted, or with another passphrase.
    'found outside of section',
    '[FormatError] unable to load info file',
    '[029]: unable to load info file',
  ],
  exitCodes: [
    { from: 29, to: 29, of: 'pgbackrest' },
    { from: 95, to: 95, of: 'pgbackrest' },
  ],
  examples: [
    {
      log: 'pgbackrest',
      message:
        "[103]: unable to find a valid repository:\n       repo1: [FormatError] unable to load info file '/srv/pgbackrest/archive/main/archive.info' or '/srv/pgbackrest/archive/main/archive.info.copy':\n       FormatError: key/value found outside of section at line 1: Salted__",
      source: 'pgBackRest, pgbackrest issues 2750 and 2761: an encrypted archive.info',
    },
    {
      log: 'pgbackrest',
      message: "[095]: unable to load cipher 'aes-256-cbc'",
      source: 'pgBackRest, from its source (common/crypto/cipherBlock.c)',
    },
    {
      log: 'wal-e',
      message: 'pipeline process did not exit gracefully',
      source: 'WAL-E 1.1.1, captured: $TMPDIR full, and an unknown GPG key',
    },
    {
      log: 'wal-g',
      message:
        'Azure error : Unable to upload blob pg_wal.lz4: CompressAndEncrypt: writer close failed',
      source: 'WAL-G 0.2.19, wal-g issue 959',
    },
    {
      log: 'wal-g',
      message:
        "upload: could not Upload 'pg_wal/000000050000001000000060'\n: openpgp: invalid argument: no valid encryption keys",
      source: 'Go’s openpgp in WAL-G, from their sources',
    },
    {
      log: 'command',
      message:
        'panic: open /etc/wal-g/no-such-key.asc: no such file or directory\n\ngoroutine 1 [running]:\ngithub.com/wal-g/wal-g/internal.CompressAndEncrypt({0x1b0e540, 0x2976b62f4978}, {0x1b234d0, 0x2f120c0}, {0x1b28e58, 0x2976b6af06e0})\n\t/build/wal-g/internal/compress_and_encrypt.go:39 +0x2f5',
      source: 'WAL-G 2.0.1, captured: a key for encryption that is not there is a panic',
    },
  ],
  steps: [
    {
      text: 'pgBackRest cannot read archive.info of the repository: repo1-cipher-type and repo1-cipher-pass must be those that the stanza was created with, on each host, and its version one that reads it. Create no new stanza over it',
      command: 'sudo -u postgres pgbackrest info',
      only: ['pgbackrest'],
    },
    {
      text: 'see whether there is space in the temporary folder, and whether the key is there if gpg is used',
      only: ['wal-e', 'wal-g', 'barman-cloud', 'barman'],
      command: 'df -h /tmp; sudo -u postgres gpg --list-keys',
    },
    {
      text: 'check the keys and the compression method in {settings}',
    },
  ],
};
