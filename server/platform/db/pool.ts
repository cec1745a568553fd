import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import pg from 'pg';

const insideTransaction = new AsyncLocalStorage<boolean>();

/** Runs `work` so that touching the pool from within it throws instead of waiting for the transaction's own connection. */
export function forbidPool<T>(work: () => Promise<T>): Promise<T> {
  return insideTransaction.run(true, work);
}

/** Leaves the caller's transaction behind: for work that outlives it, such as publishing after the commit. */
export function leaveTransaction<T>(work: () => T): T {
  return insideTransaction.run(false, work);
}

/** Statements that start with this comment are parsed and planned once per connection. Only for fixed texts. */
export const prepared = '/* prepared */';

class PreparingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    // A connection that breaks while it is checked out: its queries fail, and the pool drops it when it comes back. Without a
    // listener it would end the process.
    this.on('error', () => undefined);
  }

  // pg declares a dozen overloads; the two-argument one is what Kysely and the pool use.
  override query(...args: unknown[]): never {
    const [text, values] = args;
    const call = super.query as (...params: unknown[]) => never;
    if (typeof text === 'string' && text.startsWith(prepared) && Array.isArray(values)) {
      return call.apply(this, [{ name: nameOf(text), text, values }, ...args.slice(2)]);
    }
    return call.apply(this, args);
  }
}

const names = new Map<string, string>();
function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 32);
    names.set(text, name);
  }
  return name;
}

class GuardedPool extends pg.Pool {
  // pg declares overloads for promises and callbacks; both pass through unchanged.
  override connect(...args: unknown[]): never {
    if (insideTransaction.getStore()) {
      throw new Error('A query inside a transaction used the pool: pass the transaction along.');
    }
    return (super.connect as (...params: unknown[]) => never).apply(this, args);
  }
}

// PostgreSQL's int8: our counts and sequence numbers stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A `pg` pool that throws when code inside `transact` reaches for it. */
export function createPool(config: pg.PoolConfig): pg.Pool {
  const pool = new GuardedPool({ ...config, Client: PreparingClient });
  // An idle connection that breaks is dropped by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}
