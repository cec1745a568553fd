import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { SslMode } from '@parlance/contracts';
import pg from 'pg';
import { AppError } from '../../../platform/errors.ts';
import type { PinnedAddress, UrlGuard } from '../../../platform/url-guard/index.ts';
import { DatabaseFault, explainPostgres, unreachable } from './database-fault.ts';

/** Where a PostgreSQL is and who logs in. */
export interface PostgresAddress {
  host: string;
  port: number;
  database: string;
  username: string;
  password: string;
  sslMode: SslMode;
}

/** An open connection, and the socket below it. */
export interface Wire {
  client: pg.Client;
  socket: Socket;
}

const connectMs = 5_000;

/**
 * Connects to one of the checked addresses of the host, never to the name. Throws `DatabaseFault`; whatever happens, no socket
 * stays behind.
 */
export async function connectPostgres(guard: UrlGuard, address: PostgresAddress, signal: AbortSignal): Promise<Wire> {
  const addresses = await resolve(guard, address.host, signal);
  let fault: DatabaseFault = unreachable();
  for (const pinned of addresses.slice(0, 3)) {
    for (const ssl of attempts(address)) {
      signal.throwIfAborted();
      try {
        return await open(address, pinned, ssl, signal);
      } catch (error) {
        fault = faultOfConnecting(error);
        if (fault.reason !== 'tls' && fault.reason !== 'unreachable') throw fault;
        if (fault.reason === 'unreachable') break;
      }
    }
  }
  throw fault;
}

/** Name servers know no time-out of ours. */
async function resolve(guard: UrlGuard, host: string, signal: AbortSignal): Promise<PinnedAddress[]> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([guard.resolve(host), aborted]);
  } catch (error) {
    if (!(error instanceof AppError)) throw unreachable(error);
    throw new DatabaseFault(
      'url_not_allowed',
      'This host is not on the public internet. An administrator can allow it with CONNECTIONS_ALLOW.',
      { cause: error },
    );
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** What libpq does for each mode; only the last two check whom they talk to. */
function attempts({ sslMode, host }: PostgresAddress): (ConnectionOptions | false)[] {
  const unchecked: ConnectionOptions = { rejectUnauthorized: false };
  switch (sslMode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, unchecked];
    case 'prefer':
      return [unchecked, false];
    case 'require':
      return [unchecked];
    case 'verify-ca':
      return [{ rejectUnauthorized: true, checkServerIdentity: () => undefined }];
    case 'verify-full':
      // The connection goes to an address: the name to be proved has to be said.
      return [{ rejectUnauthorized: true, servername: host }];
  }
}

async function open(
  address: PostgresAddress,
  pinned: PinnedAddress,
  ssl: ConnectionOptions | false,
  signal: AbortSignal,
): Promise<Wire> {
  const socket = new Socket();
  const client = new pg.Client({
    host: pinned.address,
    port: address.port,
    database: address.database,
    user: address.username,
    // A function, since an empty text would make the driver look for a password of the operator's own.
    password: () => address.password,
    application_name: 'parlance',
    connectionTimeoutMillis: connectMs,
    ssl,
    stream: () => socket,
  });
  const abort = () => socket.destroy();
  client.on('error', () => undefined);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    return { client, socket };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Before somebody logged in, everything but a refused login, no encryption and a full server is one and the same. */
function faultOfConnecting(error: unknown): DatabaseFault {
  const fault = explainPostgres(error);
  return ['login', 'tls', 'busy'].includes(fault.reason) ? fault : unreachable(error);
}

/** Says goodbye where the other side still listens, and takes the socket away in any case. */
export async function disconnect({ client, socket }: Wire): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 500);
  if (!socket.destroyed) client.end().then(resolve, () => resolve());
  else resolve();
  await promise;
  clearTimeout(timer);
  socket.destroy();
}
