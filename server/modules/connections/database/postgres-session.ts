import type { QueryArrayConfig } from 'pg';
import type { UrlGuard } from '../../../platform/url-guard/index.ts';
import type { CheckedStatement } from '../guard/checked-statement.ts';
import { DatabaseFault, explainPostgres } from './database-fault.ts';
import { cleanText, sizeOfRow } from './json-values.ts';
import { connectPostgres, disconnect, type PostgresAddress, type Wire } from './postgres-connect.ts';
import { readPostgresValue } from './postgres-values.ts';
import type { DatabaseSession, StatementLimits, StatementResult } from './session.ts';

/** Text of any type: the driver makes no dates and no guesses. */
const asText = { getTypeParser: () => (value: unknown) => value };

/** Rows that one FETCH brings; small, since nobody knows how long they are. */
const fetchRows = 100;
/** What the socket may bring for one statement: a single value may be far longer than the answer may be. */
const wireBytes = 32 * 1024 * 1024;
/** The server gets this much longer than its own time-out before the socket is cut. */
const graceMs = 1_500;

interface OpenOptions {
  /** Go on although the login could read files of the server and run programs there. */
  allowSuperuser: boolean;
  signal: AbortSignal;
}

/** Opens a session, lets `work` use it, and leaves no connection behind. Throws `DatabaseFault`. */
export async function withPostgres<T>(
  guard: UrlGuard,
  address: PostgresAddress,
  { allowSuperuser, signal }: OpenOptions,
  work: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  const wire = await connectPostgres(guard, address, signal);
  const abort = () => wire.socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const session = new PostgresSession(wire);
    await session.introduce(allowSuperuser);
    return await work(session);
  } finally {
    signal.removeEventListener('abort', abort);
    await disconnect(wire);
  }
}

class PostgresSession implements DatabaseSession {
  readonly dialect = 'postgresql';
  serverVersion = '';
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Asks who we are there. Throws `superuser` where the login could do more than read tables. */
  async introduce(allowSuperuser: boolean): Promise<void> {
    const [row = []] = await this.read(
      `select current_setting('server_version'), current_setting('is_superuser') = 'on' or exists (
         select from pg_roles where pg_has_role(current_user, oid, 'usage') and rolname in
           ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'))`,
    );
    this.serverVersion = String(row[0]);
    if (row[1] === true && !allowSuperuser) {
      throw new DatabaseFault(
        'superuser',
        'This login is a superuser, or may read files of the server. Make one that may only read (GRANT pg_read_all_data), or insist with allow_superuser.',
      );
    }
  }

  isOpen(): boolean {
    return !this.#wire.socket.destroyed;
  }

  async read(sql: string, params: (string | number)[] = [], { timeoutMs = 10_000 } = {}): Promise<unknown[][]> {
    return this.#readOnly(timeoutMs, async (query) => (await query(sql, params)).data);
  }

  async run(statement: CheckedStatement, limits: StatementLimits): Promise<StatementResult> {
    return this.#readOnly(limits.timeoutMs, async (query) => {
      await assertAffordable(query, statement.text, limits.maxCost);
      await query(`declare answer no scroll cursor without hold for ${statement.text}`);
      const result: StatementResult = { columns: [], data: [], truncated: false };
      for (let bytes = 0; ; ) {
        const batch = await query(`fetch forward ${Math.min(fetchRows, limits.maxRows + 1)} from answer`);
        result.columns = batch.columns;
        for (const row of batch.data) {
          bytes += sizeOfRow(row);
          result.truncated = result.data.length >= limits.maxRows || bytes > limits.maxBytes;
          if (result.truncated) return result;
          result.data.push(row);
        }
        if (batch.data.length === 0) return result;
      }
    });
  }

  /**
   * A read-only transaction that is always rolled back. Its limits are settings of the transaction, which no statement that passes
   * the guard can change; names without a schema mean PostgreSQL's own alone, so that nobody's function can stand in for one.
   */
  async #readOnly<T>(timeoutMs: number, work: (query: Query) => Promise<T>): Promise<T> {
    const until = performance.now() + timeoutMs + graceMs;
    const query: Query = (text, values) => this.#query(text, values ?? [], until);
    await query('begin isolation level repeatable read read only');
    try {
      await query(
        `select set_config(name, wanted, true) from (values
           ('statement_timeout', $1), ('lock_timeout', '2000'), ('idle_in_transaction_session_timeout', '30000'),
           ('client_connection_check_interval', '1000'), ('search_path', 'pg_catalog'), ('timezone', 'UTC'),
           ('datestyle', 'ISO, YMD'), ('intervalstyle', 'iso_8601'), ('extra_float_digits', '1'), ('bytea_output', 'hex'),
           ('standard_conforming_strings', 'on'), ('jit', 'off'), ('row_security', 'on')
         ) as setting(name, wanted) where exists (select from pg_catalog.pg_settings s where lower(s.name) = setting.name)`,
        [String(Math.ceil(timeoutMs))],
      );
      return await work(query);
    } finally {
      if (!this.#wire.socket.destroyed) await query('rollback').catch(() => this.#wire.socket.destroy());
    }
  }

  async #query(text: string, values: (string | number)[], until: number): Promise<Batch> {
    const { client, socket } = this.#wire;
    let cut: DatabaseFault | undefined;
    const stop = (fault: DatabaseFault) => {
      cut = fault;
      socket.destroy();
    };
    const timer = setTimeout(() => stop(timedOut()), Math.max(0, until - performance.now()));
    const start = socket.bytesRead;
    const gauge = setInterval(() => socket.bytesRead - start > wireBytes && stop(tooLarge()), 20);
    try {
      // The extended protocol takes one statement at a time, whatever the text says.
      const config: QueryArrayConfig & { queryMode: 'extended' } = {
        text,
        values,
        rowMode: 'array',
        types: asText,
        queryMode: 'extended',
      };
      const { fields, rows } = await client.query<(string | null)[]>(config);
      const data = rows.map((row) => row.map((value, at) => readPostgresValue(fields[at]?.dataTypeID ?? 0, value)));
      return { columns: fields.map(({ name }) => cleanText(name)), data };
    } catch (error) {
      throw cut ?? explainPostgres(error);
    } finally {
      clearTimeout(timer);
      clearInterval(gauge);
    }
  }
}

interface Batch {
  columns: string[];
  data: unknown[][];
}

type Query = (text: string, values?: (string | number)[]) => Promise<Batch>;

/** Asks the planner first: what it thinks endless is not begun. */
async function assertAffordable(query: Query, statement: string, maxCost: number): Promise<void> {
  const { data } = await query(`explain (format json) ${statement}`);
  const [entry] = (data[0]?.[0] ?? []) as { Plan?: { 'Total Cost'?: number } }[];
  const cost = entry?.Plan?.['Total Cost'];
  if (cost === undefined || cost > maxCost) {
    throw new DatabaseFault('too_expensive', 'This question would make the database work for too long; ask for less.');
  }
}

function timedOut(): DatabaseFault {
  return new DatabaseFault('timeout', 'The database took too long to answer.');
}

function tooLarge(): DatabaseFault {
  return new DatabaseFault('too_large', 'The answer is too large to be shown; ask for fewer columns or rows.');
}
