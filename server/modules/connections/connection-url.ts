import { type SslMode, SslMode as SslModeSchema } from '@parlance/contracts';
import { Value } from 'typebox/value';
import { invalidField } from '../../platform/errors.ts';

/** What `postgresql://user:password@host:5432/database?sslmode=require` says. */
export interface ParsedUrl {
  host: string;
  port: number;
  database: string;
  username: string;
  password: string;
  ssl_mode: SslMode;
}

/** Takes a connection URL apart. Throws `validation_failed`, which never repeats any of it: there is a password inside. */
export function parseConnectionUrl(text: string): ParsedUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(?:ql)?:$/.test(url.protocol)) {
    throw invalidField('url', 'has to start with postgresql:// or postgres://');
  }
  const unknown = [...url.searchParams.keys()].find((key) => key !== 'sslmode');
  if (unknown !== undefined) throw invalidField('url', 'may have no parameter but sslmode');
  const sslMode = url.searchParams.get('sslmode') ?? 'prefer';
  if (!Value.Check(SslModeSchema, sslMode)) {
    throw invalidField('url', 'sslmode has to be disable, allow, prefer, require, verify-ca or verify-full');
  }
  const parsed = {
    host: decode(url.hostname).replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 5432 : Number(url.port),
    database: decode(url.pathname.slice(1)),
    username: decode(url.username),
    password: decode(url.password),
    ssl_mode: sslMode,
  };
  for (const part of ['host', 'database', 'username'] as const) {
    if (parsed[part] === '') throw invalidField('url', `has to name the ${part}`);
    if (parsed[part].length > 255) throw invalidField('url', `the ${part} may have 255 characters`);
  }
  if (Object.values(parsed).some((value) => typeof value === 'string' && /\0/.test(value))) {
    throw invalidField('url', 'must not contain the character U+0000');
  }
  return parsed;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidField('url', 'holds a % that is not followed by two hexadecimal digits');
  }
}
