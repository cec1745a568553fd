import type { Kysely, Transaction } from 'kysely';

/**
 * Every table of the database. Each module adds its own rows in its `*.tables.ts` by declaration merging:
 * `declare module '../../platform/db/tables.ts' { interface Tables { users: UsersTable } }`.
 */
export interface Tables {
  instance: InstanceTable;
}

/** One row: facts about this installation as a whole. */
interface InstanceTable {
  id: boolean;
  first_admin_id: string | null;
}

export type Db = Kysely<Tables>;

/** Work inside `transact`: everything done through it commits or rolls back together. */
export type Tx = Transaction<Tables>;
