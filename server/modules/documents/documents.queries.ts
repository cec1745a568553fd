import { sql } from 'kysely';
import type { Db, Tx } from '../../platform/db/index.ts';
import { isVisible, type Scope } from './documents.access.ts';
import type { DocumentRow } from './documents.tables.ts';

/** A document as lists show it: without its text. */
export type ListedRow = Omit<DocumentRow, 'text' | 'sections' | 'pages'> & { page_count: number };

const listed = sql`d.id, d.owner_id, d.upload_key, d.visibility, d.conversation_id, d.title, d.filename, d.mime, d.size, d.sha256,
  d.metadata, d.blob_key, d.language, d.notes, d.status, d.stage, d.progress, d.error_code, d.error_detail, d.chunk_count,
  d.word_count, d.created_at, d.updated_at, d.completed_at, json_array_length(d.pages) as page_count`;

interface ListOptions {
  beforeId: string | undefined;
  limit: number;
  /** Only documents shared with this conversation. */
  conversationId: string | undefined;
  /** Only those of this owner. */
  ownerId: string | undefined;
}

/** Documents within a scope, newest first; ids are time-ordered. */
export async function listDocuments(
  db: Db,
  scope: Scope,
  { beforeId, limit, conversationId, ownerId }: ListOptions,
): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`
    select ${listed} from documents d
    where ${isVisible(scope)}
      ${beforeId === undefined ? sql`` : sql`and d.id < ${beforeId}`}
      ${conversationId === undefined ? sql`` : sql`and d.visibility = 'conversation' and d.conversation_id = ${conversationId}`}
      ${ownerId === undefined ? sql`` : sql`and d.owner_id = ${ownerId}`}
    order by d.id desc limit ${limit}`.execute(db);
  return rows;
}

/** Someone's own document without its text; undefined for those of others, whoever may read them. */
export async function findOwn(db: Db | Tx, ownerId: string, id: string): Promise<ListedRow | undefined> {
  const { rows } = await sql<ListedRow>`
    select ${listed} from documents d where d.id = ${id} and d.owner_id = ${ownerId}`.execute(db);
  return rows[0];
}

/** How many of someone's documents are still being read. */
export async function countProcessing(db: Db | Tx, ownerId: string): Promise<number> {
  const { count } = await db
    .selectFrom('documents')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('owner_id', '=', ownerId)
    .where('status', '=', 'processing')
    .executeTakeFirstOrThrow();
  return count;
}
