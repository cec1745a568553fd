import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DestinationStream, destination, type Logger, pino, stdSerializers } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from '../../config.ts';
import { redactLine } from './redact.ts';

type LogConfig = Pick<Config, 'LOG_LEVEL' | 'LOG_FORMAT' | 'LOG_FILE'>;

/**
 * The log of the process, to standard output or `LOG_FILE`; throws when the file cannot be written. Secrets are taken out of
 * every line.
 */
export function createLogger({ LOG_LEVEL, LOG_FORMAT, LOG_FILE }: LogConfig): Logger {
  return pino(
    {
      level: LOG_LEVEL,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: serializeError },
      hooks: { streamWrite: redactLine },
    },
    openStream(LOG_FORMAT, LOG_FILE),
  );
}

function openStream(format: LogConfig['LOG_FORMAT'], file: string | undefined): DestinationStream {
  if (file) mkdirSync(dirname(file), { recursive: true });
  // Synchronous: what was logged last before a crash is what one wants to read.
  const stream = destination({ dest: file ?? 1, append: true, sync: true });
  const onTerminal = file === undefined && process.stdout.isTTY === true;
  if (format === 'json' || (format === 'auto' && !onTerminal)) return stream;
  return pretty({ destination: stream, colorize: onTerminal, translateTime: 'SYS:HH:MM:ss', singleLine: true });
}

/**
 * PostgreSQL quotes the refused row in `detail` and `where`: with it, text of messages. The client of Redis quotes its `command`:
 * with it, also its password.
 */
function serializeError(error: Error): Record<string, unknown> {
  const { detail, where, command, ...shown } = stdSerializers.err(error);
  return shown;
}
