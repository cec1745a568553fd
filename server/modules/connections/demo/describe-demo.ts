import type { Db } from '../../../platform/db/index.ts';
import { newId } from '../../../platform/ids.ts';

/** What an owner of the demo shop would add after its first analysis, so that newcomers see what measures are good for. */
export async function describeDemo({ db }: { db: Db }, connectionId: string): Promise<void> {
  const table = await db
    .selectFrom('connection_tables')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('table_name', '=', 'order_items')
    .executeTakeFirst();
  const known = await db
    .selectFrom('connection_metrics')
    .select('id')
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  if (!table || known) return;
  await db
    .insertInto('connection_metrics')
    .values({
      id: newId(),
      connection_id: connectionId,
      table_id: table.id,
      name: 'revenue',
      synonyms: ['sales', 'turnover', 'income'],
      expression: 'sum(quantity * unit_price * (1 - discount))',
    })
    .execute();
}
