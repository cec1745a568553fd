import type { Config } from '../../config.ts';

/** One thing an operator can do on the command line. */
export interface Command {
  /** What follows the name, e.g. `<user>`. */
  readonly usage: string;
  /** One line for the help page. */
  readonly summary: string;
  /** How many arguments it takes, at least and at most; options start with `--` and do not count. */
  readonly arity: readonly [min: number, max: number];
  /** Names of options that take a value, and of those that are only said. */
  readonly options?: Readonly<Record<string, 'string' | 'boolean'>>;
  /** Does it and returns what the operator is told. */
  readonly run: (config: Config, input: CommandInput) => Promise<string>;
}

export interface CommandInput {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}
