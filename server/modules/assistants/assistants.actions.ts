import type { Assistant, ConversationAssistant, CreateAssistant, UpdateAssistant } from '@parlance/contracts';
import { transact } from '../../platform/db/index.ts';
import { invalidField } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { accessConversation } from '../conversations/index.ts';
import { presentAssistant } from './assistants.present.ts';
import { accessAssistant } from './assistants.queries.ts';

type Who = Pick<Actor, 'userId'>;

export interface AssistantsContext extends Pick<Platform, 'db' | 'now' | 'models'> {
  /** The tools there are: `app.ts` knows. */
  readonly toolNames: readonly string[];
}

/** Makes an assistant. Throws `validation_failed` for a model or a tool that there is not. */
export async function createAssistant(
  ctx: AssistantsContext,
  { userId }: Who,
  input: CreateAssistant,
): Promise<Assistant> {
  checkChoices(ctx, input);
  const now = ctx.now();
  const row = await ctx.db
    .insertInto('assistants')
    .values({
      id: newId(),
      owner_id: userId,
      name: readName(input.name),
      description: input.description ?? '',
      instructions: input.instructions ?? '',
      model: input.model ?? null,
      tools: input.tools ?? null,
      document_ids: input.document_ids ?? [],
      visibility: input.visibility ?? 'private',
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return presentAssistant(row, userId);
}

/** Changes the given fields of one's own assistant. Throws `not_found`, `forbidden`, `validation_failed`. */
export function updateAssistant(
  ctx: AssistantsContext,
  actor: Who,
  id: string,
  input: UpdateAssistant,
): Promise<Assistant> {
  checkChoices(ctx, input);
  return transact(ctx.db, async (tx) => {
    const before = await accessAssistant(tx, actor, id, 'change');
    const row = await tx
      .updateTable('assistants')
      .set({
        ...input,
        name: input.name === undefined ? before.name : readName(input.name),
        updated_at: ctx.now(),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return presentAssistant(row, actor.userId);
  });
}

/** Deletes one's own assistant; conversations that used it go on with the default one. */
export async function deleteAssistant(ctx: AssistantsContext, actor: Who, id: string): Promise<void> {
  await transact(ctx.db, async (tx) => {
    await accessAssistant(tx, actor, id, 'change');
    await tx.deleteFrom('assistants').where('id', '=', id).execute();
  });
}

/** Chooses who answers in a conversation, and by which model: any member may. */
export async function chooseAssistant(
  ctx: AssistantsContext,
  actor: Who,
  conversationId: string,
  { assistant_id, model }: ConversationAssistant,
): Promise<ConversationAssistant> {
  checkChoices(ctx, { model });
  return transact(ctx.db, async (tx) => {
    const { id } = await accessConversation(tx, actor, conversationId);
    const assistantId = assistant_id?.toLowerCase() ?? null;
    if (assistantId) await accessAssistant(tx, actor, assistantId, 'use');
    const chosen = { assistant_id: assistantId, model };
    await tx
      .insertInto('conversation_assistants')
      .values({ conversation_id: id, ...chosen })
      .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(chosen))
      .execute();
    return chosen;
  });
}

function checkChoices(ctx: AssistantsContext, { model, tools }: Pick<UpdateAssistant, 'model' | 'tools'>): void {
  if (model && !ctx.models.get(model)) throw invalidField('model', 'must be one of the configured models');
  const unknown = tools?.findIndex((name) => !ctx.toolNames.includes(name)) ?? -1;
  if (unknown >= 0) throw invalidField(`tools.${unknown}`, 'must be the name of a tool that there is');
}

function readName(name: string): string {
  const tidy = name.replace(/\s+/g, ' ').trim();
  if (tidy === '') throw invalidField('name', 'must not be blank');
  return tidy;
}
