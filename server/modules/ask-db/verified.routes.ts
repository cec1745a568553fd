import { CreateVerifiedPair, limits, PageQuery, Uuid, VerifiedPair, VerifiedPairPage } from '@parlance/contracts';
import { Type } from 'typebox';
import { transact } from '../../platform/db/index.ts';
import { AppError, invalidField } from '../../platform/errors.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/cursors.ts';
import type { Http } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import { accessConnection, checkStatement, DatabaseFault, foldValue, loadModel } from '../connections/index.ts';
import { presentPair } from './ask-db.present.ts';
import type { AskContext } from './context.ts';

const tags = ['ask-db'];
const ConnectionParams = Type.Object({ connection_id: Uuid });
const PairParams = Type.Object({ connection_id: Uuid, id: Uuid });
const ListCursor = Type.Tuple([Uuid]);
const pairsPerConnection = 2_000;

/** Questions whose SQL an owner has said is right: they are answered with it, before anything else is tried. */
export function registerVerifiedRoutes(http: Http, ctx: AskContext): void {
  const { db } = ctx;
  http.get(
    '/v1/chat/:connection_id/verified',
    {
      schema: {
        tags,
        operationId: 'listVerifiedPairs',
        summary: 'Questions with verified SQL, newest first',
        params: ConnectionParams,
        querystring: PageQuery,
        response: { 200: VerifiedPairPage },
      },
    },
    async ({ actor, params: { connection_id: id }, query: { cursor, limit = limits.pageDefault } }) => {
      await accessConnection(db, actor, id, 'view');
      let query = db.selectFrom('verified_pairs').selectAll().where('connection_id', '=', id);
      if (cursor) query = query.where('id', '<', decodeCursor(cursor, ListCursor)[0]);
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return { items: page.map(presentPair), next_cursor: last ? encodeCursor([last.id]) : null };
    },
  );

  http.post(
    '/v1/chat/:connection_id/verified',
    {
      schema: {
        tags,
        operationId: 'verifyPair',
        summary: 'Say which SQL answers a question; the same question again replaces it',
        params: ConnectionParams,
        body: CreateVerifiedPair,
        response: { 201: VerifiedPair },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(201).send(await verifyPair(ctx, actor, params.connection_id, body)),
  );

  http.delete(
    '/v1/chat/:connection_id/verified/:id',
    {
      schema: {
        tags,
        operationId: 'deleteVerifiedPair',
        summary: 'Take a verification back',
        params: PairParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params: { connection_id, id } }, reply) => {
      await accessConnection(db, actor, connection_id, 'owner');
      const { numDeletedRows } = await db
        .deleteFrom('verified_pairs')
        .where('id', '=', id)
        .where('connection_id', '=', connection_id)
        .executeTakeFirst();
      if (numDeletedRows === 0n) throw new AppError('not_found', 'There is no such verified question.');
      return reply.code(204).send(null);
    },
  );
}

async function verifyPair(
  ctx: AskContext,
  actor: { userId: string },
  connectionId: string,
  { question, sql_query }: CreateVerifiedPair,
): Promise<VerifiedPair> {
  const connection = await accessConnection(ctx.db, actor, connectionId, 'owner');
  const folded = foldValue(question);
  if (folded === '') throw invalidField('question', 'must hold a word');
  await assertRuns(sql_query, await loadModel(ctx, connection));
  return transact(ctx.db, async (tx) => {
    await accessConnection(tx, actor, connectionId, 'owner');
    const { pairs } = await tx
      .selectFrom('verified_pairs')
      .select((eb) => eb.fn.countAll<number>().as('pairs'))
      .where('connection_id', '=', connectionId)
      .executeTakeFirstOrThrow();
    if (pairs >= pairsPerConnection)
      throw new AppError('conflict', 'There are too many verified questions: delete some first.');
    const pair = { question, sql_query, created_by: actor.userId };
    const row = await tx
      .insertInto('verified_pairs')
      .values({ id: newId(), connection_id: connectionId, folded, ...pair })
      .onConflict((conflict) => conflict.columns(['connection_id', 'folded']).doUpdateSet(pair))
      .returningAll()
      .executeTakeFirstOrThrow();
    return presentPair(row);
  });
}

async function assertRuns(sql: string, model: Parameters<typeof checkStatement>[1]): Promise<void> {
  try {
    await checkStatement(sql, model);
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error;
    throw invalidField('sql_query', error.message.replace(/\.$/, ''));
  }
}
