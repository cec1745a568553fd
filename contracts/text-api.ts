import { type Static, Type } from 'typebox';
import { limits } from './limits.ts';
import { Nullable, Page, Timestamp, Uuid } from './primitives.ts';
import { RunStatus, Usage } from './runs.ts';
import { Source } from './sources.ts';

const messageText = Type.String({ minLength: 1, maxLength: limits.messageBytes });
const SessionId = Type.String({
  minLength: 1,
  maxLength: 200,
  description:
    "A conversation with the assistant: its id, or a name of the caller's own, which is made at its first use.",
});
const ignoredUser = Type.Optional(
  Type.Unknown({ description: 'Accepted and ignored: the user is the one of the token.' }),
);
const parameters = {
  model: Type.Optional(Type.String({ maxLength: 200 })),
  temperature: Type.Optional(Type.Number({ minimum: 0, maximum: 2 })),
  max_tokens: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
};

export const AskText = Type.Object({
  message: messageText,
  session_id: Type.Optional(Nullable(SessionId)),
  stream: Type.Optional(Type.Boolean({ description: 'Answer as /v1/agent/stream does.' })),
  user_id: ignoredUser,
  ...parameters,
});
export type AskText = Static<typeof AskText>;

export const AskMessages = Type.Object({
  messages: Type.Array(
    Type.Object({
      role: Type.Union([Type.Literal('system'), Type.Literal('user'), Type.Literal('assistant')]),
      content: messageText,
    }),
    { minItems: 1, maxItems: 200 },
  ),
  session_id: Type.Optional(Nullable(SessionId)),
  user_id: ignoredUser,
  ...parameters,
});
export type AskMessages = Static<typeof AskMessages>;

export const TextAnswer = Type.Object({
  response: Type.String(),
  session_id: Type.String(),
  engine: Type.String(),
  usage: Usage,
  tool_calls: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        args: Type.Unknown(),
        status: Type.String(),
        result: Nullable(Type.String()),
      }),
    ),
  ),
  run_id: Type.Optional(Uuid),
  status: Type.Optional(RunStatus),
  user_id: Uuid,
  timestamp: Timestamp,
});
export type TextAnswer = Static<typeof TextAnswer>;

export const StudyAnswer = Type.Object({
  response: Type.String(),
  session_id: Type.String(),
  user_id: Uuid,
  timestamp: Timestamp,
  engine: Type.String(),
  sources: Type.Array(Source),
});
export type StudyAnswer = Static<typeof StudyAnswer>;

export const AssistantSession = Type.Object({
  session_id: Type.String(),
  conversation_id: Uuid,
  title: Nullable(Type.String()),
  created_at: Timestamp,
  last_activity: Timestamp,
});
export type AssistantSession = Static<typeof AssistantSession>;

const Owned = Type.Object({ user_id: Uuid, timestamp: Timestamp, engine: Type.String() });
export const AssistantSessionPage = Type.Intersect([Page(AssistantSession), Owned]);
export const CreatedSession = Type.Intersect([AssistantSession, Owned]);
export const CreateSession = Type.Object({
  title: Type.Optional(Nullable(Type.String({ maxLength: limits.titleMax }))),
});

export const Capabilities = Type.Object({
  tools: Type.Array(
    Type.Object({ name: Type.String(), title: Type.String(), description: Type.String(), risk: Type.String() }),
  ),
  models: Type.Array(Type.String()),
  engines: Type.Array(Type.String()),
});
export type Capabilities = Static<typeof Capabilities>;
