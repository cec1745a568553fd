import type { DatabaseModel } from '../database-model.ts';
import type { CheckedStatement } from './checked-statement.ts';
import { checkPostgres } from './postgres-guard.ts';
import { checkSqlite } from './sqlite-guard.ts';

/** Lets a statement through that reads visible tables of the model and does nothing else. Throws `DatabaseFault` (`refused`). */
export async function checkStatement(
  text: string,
  model: Pick<DatabaseModel, 'dialect' | 'tables'>,
): Promise<CheckedStatement> {
  return model.dialect === 'sqlite' ? checkSqlite(text, model) : checkPostgres(text, model);
}
