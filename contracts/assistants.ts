import { type Static, Type } from 'typebox';
import { limits } from './limits.ts';
import { Nullable, Page, Timestamp, Uuid } from './primitives.ts';

const fields = {
  name: Type.String({ minLength: 1, maxLength: 60 }),
  description: Type.String({ maxLength: 500 }),
  instructions: Type.String({ maxLength: 16_000, description: 'What a model is told before every conversation.' }),
  model: Nullable(Type.String({ maxLength: 200, description: 'One of the models of /v1/agent/capabilities.' })),
  tools: Nullable(
    Type.Array(Type.String({ maxLength: 64 }), {
      maxItems: 100,
      description: 'Names of the tools that it may use; null: all there are.',
    }),
  ),
  document_ids: Type.Array(Uuid, {
    maxItems: limits.pageMax,
    description: 'The documents that it answers from, as far as the asker may read them; none: all of them.',
  }),
  visibility: Type.Union([Type.Literal('private'), Type.Literal('public')]),
};

/** An assistant that somebody has made: with instructions, a model, tools and documents of its own. */
export const Assistant = Type.Object({
  id: Uuid,
  owner_id: Uuid,
  ...fields,
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type Assistant = Static<typeof Assistant>;
export const AssistantPage = Page(Assistant);

export const CreateAssistant = Type.Intersect([
  Type.Object({ name: fields.name }),
  Type.Partial(Type.Omit(Type.Object(fields), ['name'])),
]);
export type CreateAssistant = Static<typeof CreateAssistant>;
export const UpdateAssistant = Type.Partial(Type.Object(fields));
export type UpdateAssistant = Static<typeof UpdateAssistant>;

/** Who answers in a conversation, and by which model; null is the default. */
export const ConversationAssistant = Type.Object({
  assistant_id: Nullable(Uuid),
  model: Nullable(Type.String({ maxLength: 200 })),
});
export type ConversationAssistant = Static<typeof ConversationAssistant>;
