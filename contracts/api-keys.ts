import { type Static, Type } from 'typebox';
import { Nullable, Page, Timestamp, Uuid } from './primitives.ts';

/** What a key may be used for: the OpenAI-compatible routes, or all that its owner may, short of managing the account. */
export const ApiKeyScope = Type.Union([Type.Literal('openai'), Type.Literal('api')]);
export type ApiKeyScope = Static<typeof ApiKeyScope>;

const name = Type.String({ minLength: 1, maxLength: 100 });

/** A personal API key, without the key itself. */
export const ApiKey = Type.Object({
  id: Uuid,
  name,
  prefix: Type.String({ description: 'How the key starts.' }),
  scopes: Type.Array(ApiKeyScope),
  expires_at: Nullable(Timestamp),
  last_used_at: Nullable(Type.String({ format: 'date-time', description: 'To the minute.' })),
  created_at: Timestamp,
});
export type ApiKey = Static<typeof ApiKey>;
export const ApiKeyPage = Page(ApiKey);

export const CreateApiKey = Type.Object({
  name,
  scopes: Type.Optional(
    Type.Array(ApiKeyScope, {
      minItems: 1,
      maxItems: 2,
      uniqueItems: true,
      description:
        '`openai` (the default): the OpenAI-compatible routes. `api`: everything you may, except keys, password, devices and profile.',
    }),
  ),
  expires_at: Type.Optional(Nullable(Type.String({ format: 'date-time', description: 'Null: it does not expire.' }))),
});
export type CreateApiKey = Static<typeof CreateApiKey>;

/** The answer to making a key: the only time that the key is shown. */
export const CreatedApiKey = Type.Intersect([
  ApiKey,
  Type.Object({ key: Type.String({ description: 'Shown this once; only its hash is kept.' }) }),
]);
export type CreatedApiKey = Static<typeof CreatedApiKey>;
