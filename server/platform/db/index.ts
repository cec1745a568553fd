export { type Database, openDatabase } from './database.ts';
export { listApplied, migrateDown, migrateTo, migrateUp } from './migrate.ts';
export { prepared } from './pool.ts';
export type { Db, Tables, Tx } from './tables.ts';
export { afterCommit, sqlState, transact, violatedUnique } from './transact.ts';
export { tendTables, tendTablesJob } from './upkeep.ts';
