import { createAdministration } from '../../app.ts';
import type { Config } from '../../config.ts';
import { OperatorFault } from '../fault.ts';
import { askPassword } from './ask-password.ts';
import type { Command } from './command.ts';

type Administration = Awaited<ReturnType<typeof createAdministration>>;

/** Opens what is needed without HTTP, and closes it whatever happens. */
export async function administer<T>(config: Config, work: (administration: Administration) => Promise<T>): Promise<T> {
  const administration = await createAdministration(config);
  try {
    return await work(administration);
  } finally {
    await administration.close();
  }
}

export const createAdmin: Command = {
  usage: '<username> [--email address]',
  summary: 'makes an account that may administer',
  arity: [1, 1],
  options: { email: 'string' },
  run: async (config, { args: [username = ''], options: { email } }) => {
    const password = await askPassword();
    const input = { username, password, ...(typeof email === 'string' ? { email } : {}) };
    const user = await administer(config, ({ createAdministrator }) => createAdministrator(input));
    return `${user.username} is an administrator now (${user.id}).`;
  },
};

export const resetPassword: Command = {
  usage: '<user>',
  summary: 'sets a password by username or e-mail address, and signs the account out everywhere',
  arity: [1, 1],
  run: async (config, { args: [login = ''] }) => {
    const password = await askPassword();
    const { username, ended } = await administer(config, (administration) =>
      administration.resetPassword({ login, password }),
    );
    return `${username} has a new password. Sessions that ended: ${ended}.`;
  },
};

export const token: Command = {
  usage: '<user>',
  summary: 'prints an access token for trying the API (development only)',
  arity: [1, 1],
  run: async (config, { args: [login = ''] }) => {
    refuseOutsideDevelopment(config);
    return administer(config, ({ issueToken }) => issueToken(login));
  },
};

/** Throws where real people's data may be. */
export function refuseOutsideDevelopment({ ENVIRONMENT }: Config): void {
  if (ENVIRONMENT !== 'development') {
    throw new OperatorFault(`This command is for development, and ENVIRONMENT is ${ENVIRONMENT}.`);
  }
}
