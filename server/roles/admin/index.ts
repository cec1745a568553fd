import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { AppError } from '../../platform/errors.ts';
import { OperatorFault } from '../fault.ts';
import { createAdmin, resetPassword, token } from './accounts.ts';
import type { Command, CommandInput } from './command.ts';
import { exportCommand, importCommand, move } from './copies.ts';
import { newEpoch, replayDeadLetters, reseal, reset, rotateKey } from './upkeep.ts';

const commands: Record<string, Command> = {
  'create-admin': createAdmin,
  'reset-password': resetPassword,
  token,
  'replay-dead-letters': replayDeadLetters,
  'rotate-key': rotateKey,
  reseal,
  export: exportCommand,
  import: importCommand,
  move,
  'new-epoch': newEpoch,
  reset,
};

/** `admin <command>`: what an operator does by hand. Without a command, or with `--help`, it prints a page. */
export async function admin(config: Config, [name = '--help', ...args]: string[]): Promise<void> {
  if (name === '--help' || name === '-h' || name === 'help' || args.includes('--help')) {
    console.log(help());
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new OperatorFault(`There is no command "${name}".\n${help()}`);
  const input = parse(name, command, args);
  try {
    console.log(await command.run(config, input));
  } catch (error) {
    // What the API would answer with is a sentence for people here as well.
    throw error instanceof AppError ? new OperatorFault(error.detail, { cause: error }) : error;
  }
}

function parse(name: string, { arity: [min, max], options = {}, usage }: Command, args: string[]): CommandInput {
  const wanted = Object.fromEntries(Object.entries(options).map(([option, type]) => [option, { type }]));
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: wanted });
    if (positionals.length >= min && positionals.length <= max) {
      return { args: positionals, options: values as CommandInput['options'] };
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new OperatorFault(`Write it like this: npm run admin -- ${name} ${usage}`.trimEnd());
}

function help(): string {
  const rows = Object.entries(commands).map(([name, { usage, summary }]) => [`${name} ${usage}`.trimEnd(), summary]);
  const width = Math.max(...rows.map(([line = '']) => line.length)) + 2;
  return [
    'npm run admin -- <command>',
    '',
    ...rows.map(([line = '', summary]) => `  ${line.padEnd(width)}${summary}`),
    '',
    'Passwords are asked for, read from standard input, or taken from PARLANCE_PASSWORD; never from the command line,',
    'which others on the machine can see. With the embedded database, stop the server first.',
    'Settings come from the environment and .env, as for the server; docs/operations.md says when to use what.',
  ].join('\n');
}
