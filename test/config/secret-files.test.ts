import { describe, expect, it } from '@jest/globals';
import { withSecretFiles } from '../../src/config/secret-files.ts';
import { OperatorError } from '../../src/domain/operator-error.ts';

const FILES: Readonly<Record<string, string>> = {
  '/run/token': 'xoxb-from-file\n',
  '/mounted/SLACK_APP_TOKEN': 'xapp-from-folder',
  '/mounted/GPRD_PASSWORD': 'of the cluster',
  '/mounted/..data': 'a link of Kubernetes',
  '/mounted/notes.txt': 'no variable',
  '/run/huge': 'x'.repeat(100_000),
  '/run/marked': '\ufeffxoxb-from-file\r\n',
  '/run/empty': '\n',
};

const read = (env: Readonly<Record<string, string>>) =>
  withSecretFiles(env, {
    readFile: (path) => {
      if (path === '/run/folder') throw new OperatorError(`cannot read ${path}: it is a folder.`);
      return FILES[path];
    },
    listFolder: (path) => {
      const names = Object.keys(FILES).flatMap((file) =>
        file.startsWith(`${path}/`) ? [file.slice(path.length + 1)] : [],
      );
      return names.length === 0 ? undefined : names;
    },
  });

describe('secrets from files', () => {
  it('come from the file that NAME_FILE names', () => {
    expect(read({ SLACK_BOT_TOKEN_FILE: '/run/token' })['SLACK_BOT_TOKEN']).toBe(
      'xoxb-from-file\n',
    );
  });

  it('come without the mark that some editors begin a file with', () => {
    expect(read({ SLACK_BOT_TOKEN_FILE: '/run/marked' })['SLACK_BOT_TOKEN']).toBe(
      'xoxb-from-file\r\n',
    );
  });

  it('count where the variable itself is set to nothing', () => {
    const env = read({ SLACK_BOT_TOKEN: '', SLACK_BOT_TOKEN_FILE: '/run/token' });

    expect(env['SLACK_BOT_TOKEN']).toBe('xoxb-from-file\n');
  });

  it.each(['WALE_SECRETS_FOLDER', 'CREDENTIALS_DIRECTORY'])(
    'come from the folder of %s, each under the name of its file',
    (name) => {
      expect(read({ [name]: '/mounted', HOME: '/root' })).toEqual({
        [name]: '/mounted',
        HOME: '/root',
        SLACK_APP_TOKEN: 'xapp-from-folder',
        GPRD_PASSWORD: 'of the cluster',
      });
    },
  );

  it('give way to a variable that is set', () => {
    const env = read({ WALE_SECRETS_FOLDER: '/mounted', SLACK_APP_TOKEN: 'xapp-set' });

    expect(env['SLACK_APP_TOKEN']).toBe('xapp-set');
  });

  it.each([
    [{ SLACK_BOT_TOKEN: 'hush', SLACK_BOT_TOKEN_FILE: '/run/token' }, 'got both. Take one away.'],
    [{ SLACK_BOT_TOKEN_FILE: '/run/nothing' }, 'cannot read /run/nothing: no such file.'],
    [{ SLACK_BOT_TOKEN_FILE: '/run/huge' }, '/run/huge is too long for a secret.'],
    [
      { SLACK_BOT_TOKEN_FILE: '/run/empty' },
      'SLACK_BOT_TOKEN_FILE: expected one line of text in /run/empty, got an empty file.',
    ],
    [
      { PROMETHEUS_PASSWORD_FILE: '/run/folder' },
      'PROMETHEUS_PASSWORD_FILE: cannot read /run/folder: it is a folder.',
    ],
    [{ WALE_SECRETS_FOLDER: '/nowhere' }, 'there is no folder /nowhere.'],
  ])('are refused where they are not right: %j', (env, sentence) => {
    expect(() => read(env as Readonly<Record<string, string>>)).toThrow(sentence);
    expect(() => read(env as Readonly<Record<string, string>>)).not.toThrow(/hush|xoxb/);
  });

  it('are none where the folder of systemd is not there', () => {
    expect(read({ CREDENTIALS_DIRECTORY: '/nowhere' })).toEqual({
      CREDENTIALS_DIRECTORY: '/nowhere',
    });
  });
});
