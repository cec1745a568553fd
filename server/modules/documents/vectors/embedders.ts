import { sql } from 'kysely';
import { type Db, type Tx, transact } from '../../../platform/db/index.ts';
import type { DocumentsContext } from '../context.ts';
import type { EmbedderRow } from '../documents.tables.ts';

/** The index that answers questions; none before the first document. */
export function findServing(db: Db | Tx): Promise<EmbedderRow | undefined> {
  return db.selectFrom('embedders').selectAll().where('state', '=', 'serving').executeTakeFirst();
}

/**
 * The index of the model that EMBEDDINGS names, made where it is missing: the first one serves at once, another is built until it
 * has all there is. Throws `EmbeddingError` when a new model does not say how long its vectors are.
 */
export async function currentEmbedder({ db, embeddings }: Pick<DocumentsContext, 'db' | 'embeddings'>) {
  const { id: name } = embeddings.current;
  const known = await findByName(db, name);
  if (known) return known;
  const dimensions = await embeddings.current.dimensions();
  return transact(db, async (tx) => {
    // Two processes that start together make one.
    await sql`lock table embedders in exclusive mode`.execute(tx);
    const found = await findByName(tx, name);
    if (found) return found;
    const serving = await findServing(tx);
    const { next } = await tx
      .selectFrom('embedders')
      .select(sql<number>`coalesce(max(id), 0) + 1`.as('next'))
      .executeTakeFirstOrThrow();
    const state = serving ? ('building' as const) : ('serving' as const);
    return tx
      .insertInto('embedders')
      .values({ id: next, name, dimensions, state })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

function findByName(db: Db | Tx, name: string): Promise<EmbedderRow | undefined> {
  return db.selectFrom('embedders').selectAll().where('name', '=', name).executeTakeFirst();
}
