import { forbidPool, leaveTransaction } from './pool.ts';
import type { Db, Tx } from './tables.ts';

type Hook = () => void;
const hooks = new WeakMap<Tx, Hook[]>();

/** PostgreSQL's codes for "try the whole transaction again": serialization failure and deadlock. */
const retryable = new Set(['40001', '40P01']);
const attempts = 3;

/**
 * Runs `work` in one transaction (read committed). What it registered with `afterCommit` runs after the commit, in
 * order; after a rollback it never runs. Deadlocks are tried again, at most three times, so `work` must not have
 * effects outside the database.
 */
export async function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const pending: Hook[] = [];
    try {
      const result = await db.transaction().execute((tx) => {
        hooks.set(tx, pending);
        return forbidPool(() => work(tx));
      });
      leaveTransaction(() => {
        for (const hook of pending) hook();
      });
      return result;
    } catch (error) {
      if (attempt === attempts || !retryable.has(sqlState(error) ?? '')) throw error;
    }
  }
}

/** Registers what happens once the transaction has committed, such as publishing its events. */
export function afterCommit(tx: Tx, hook: Hook): void {
  const pending = hooks.get(tx);
  if (!pending) throw new Error('afterCommit needs a transaction that was opened by transact().');
  pending.push(hook);
}

/** PostgreSQL's five-character error code, if the error came from the database. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/** The unique constraint or index an insert ran into, or undefined for any other error. */
export function violatedUnique(error: unknown): string | undefined {
  if (sqlState(error) !== '23505') return undefined;
  return error instanceof Error && 'constraint' in error ? String(error.constraint) : '';
}
