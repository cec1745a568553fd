/**
 * `url_not_allowed`, `unreachable`, `login`, `superuser`, `tls`, `busy`: it could not be opened. `timeout`, `too_large`,
 * `too_expensive`, `lost`: the answer did not come. `refused`: the statement is not one that may run. `statement`: the database
 * itself found fault with the statement.
 */
type Reason =
  | 'url_not_allowed'
  | 'unreachable'
  | 'login'
  | 'superuser'
  | 'tls'
  | 'busy'
  | 'timeout'
  | 'too_large'
  | 'too_expensive'
  | 'lost'
  | 'refused'
  | 'statement';

/** A connected database failed us, or we refused to ask it. The message is fit for whoever may use the connection: it names no address. */
export class DatabaseFault extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseFault';
    this.reason = reason;
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const byCode: Record<string, [Reason, string]> = {
  '28P01': ['login', 'The database refuses this user name or password.'],
  '28000': ['login', 'The database refuses this user name or password.'],
  '3D000': ['login', 'The server has no database of this name.'],
  '42501': ['statement', 'The login of this connection may not read that.'],
  '53300': ['busy', 'The database has no connection free; try again later.'],
  '57014': ['timeout', 'The database took too long to answer.'],
  '55P03': ['timeout', 'The database waits for somebody who changes these tables; try again later.'],
  '57P03': ['busy', 'The database is starting or stopping; try again later.'],
};

/** What an error of the driver means to people. The cause keeps the original for who has to find out. */
export function explainPostgres(error: unknown): DatabaseFault {
  if (error instanceof DatabaseFault) return error;
  const code = codeOf(error);
  const known = byCode[code];
  if (known) return new DatabaseFault(known[0], known[1], { cause: error });
  if (/^(?:08|57P|58|XX)/.test(code)) return lost(error);
  if (/^[0-9A-Z]{5}$/.test(code)) return new DatabaseFault('statement', firstLine(text(error)), { cause: error });
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/i.test(code) || /SSL|certificate/i.test(text(error))) {
    return new DatabaseFault('tls', 'No encrypted connection as this connection asks for it (ssl_mode).', {
      cause: error,
    });
  }
  if (/password must be a string|SASL|SCRAM/i.test(text(error))) {
    return new DatabaseFault('login', 'The database refuses this user name or password.', { cause: error });
  }
  return lost(error);
}

/** The same sentence whether a port is closed, silent or not a database: nobody learns from it what runs there. */
export function unreachable(cause?: unknown): DatabaseFault {
  return new DatabaseFault('unreachable', 'No database answers at this address.', { cause });
}

function lost(cause: unknown): DatabaseFault {
  return new DatabaseFault('lost', 'The connection to the database broke off; try again.', { cause });
}

const firstLine = (message: string): string => `The database says: ${message.split('\n', 1)[0]?.slice(0, 300)}`;
