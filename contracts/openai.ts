import { type Static, type TSchema, Type } from 'typebox';
import { limits } from './limits.ts';
import { Nullable } from './primitives.ts';

/**
 * The part of OpenAI's API that Parlance speaks, by OpenAI's own names (platform.openai.com/docs/api-reference). Fields that are
 * not named here are accepted and ignored, as OpenAI's clients send more than a server has to know.
 */
const optional = <T extends TSchema>(schema: T) => Type.Optional(Nullable(schema));

const text = Type.String({ maxLength: limits.bodyBytes });
const textParts = Type.Array(Type.Object({ type: Type.Literal('text'), text }), { minItems: 1, maxItems: 200 });
const content = Type.Union([text, textParts]);
const toolName = Type.String({ minLength: 1, maxLength: 64, pattern: '^[\\w.:-]+$' });
const name = optional(Type.String({ maxLength: 64 }));

const ToolCall = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 200 }),
  type: Type.Literal('function'),
  function: Type.Object({ name: Type.String({ minLength: 1, maxLength: 64 }), arguments: text }),
});
/** A call of a tool that the model asks its client to make; `arguments` is JSON. */
export type OpenAiToolCall = Static<typeof ToolCall>;

const ChatMessage = Type.Union([
  Type.Object({ role: Type.Literal('system'), content }),
  Type.Object({ role: Type.Literal('developer'), content }),
  Type.Object({ role: Type.Literal('user'), content, name }),
  Type.Object({
    role: Type.Literal('assistant'),
    content: optional(content),
    tool_calls: optional(Type.Array(ToolCall, { maxItems: 128 })),
  }),
  Type.Object({ role: Type.Literal('tool'), content, tool_call_id: Type.String({ minLength: 1, maxLength: 200 }) }),
]);
export type OpenAiMessage = Static<typeof ChatMessage>;

const JsonSchema = Type.Record(Type.String(), Type.Unknown());

const Tool = Type.Object({
  type: Type.Literal('function'),
  function: Type.Object({
    name: toolName,
    description: optional(Type.String({ maxLength: 16_000 })),
    parameters: optional(JsonSchema),
  }),
});

const ToolChoice = Type.Union([
  Type.Literal('auto'),
  Type.Literal('none'),
  Type.Literal('required'),
  Type.Object({ type: Type.Literal('function'), function: Type.Object({ name: toolName }) }),
]);

const ResponseFormat = Type.Union([
  Type.Object({ type: Type.Literal('text') }),
  Type.Object({ type: Type.Literal('json_object') }),
  Type.Object({
    type: Type.Literal('json_schema'),
    json_schema: Type.Object({ name: optional(Type.String({ maxLength: 64 })), schema: optional(JsonSchema) }),
  }),
]);

const stopText = Type.String({ minLength: 1, maxLength: 500 });
const tokens = optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }));
const penalty = optional(Type.Number({ minimum: -2, maximum: 2 }));
const model = Type.String({ minLength: 1, maxLength: 200, description: '`parlance`, or a name of /openai/v1/models.' });

/** A question in OpenAI's form. */
export const OpenAiChatRequest = Type.Object({
  model,
  messages: Type.Array(ChatMessage, { minItems: 1, maxItems: 1_000 }),
  stream: optional(Type.Boolean()),
  stream_options: optional(Type.Object({ include_usage: optional(Type.Boolean()) })),
  tools: optional(Type.Array(Tool, { maxItems: 128 })),
  tool_choice: optional(ToolChoice),
  response_format: optional(ResponseFormat),
  temperature: optional(Type.Number({ minimum: 0, maximum: 2 })),
  top_p: optional(Type.Number({ minimum: 0, maximum: 1 })),
  stop: optional(Type.Union([stopText, Type.Array(stopText, { minItems: 1, maxItems: 4 })])),
  seed: optional(Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  reasoning_effort: optional(Type.String({ maxLength: 20 })),
  logit_bias: optional(Type.Record(Type.String(), Type.Number({ minimum: -100, maximum: 100 }))),
  max_tokens: tokens,
  max_completion_tokens: tokens,
  n: optional(Type.Literal(1, { description: 'One answer at a time.' })),
  logprobs: optional(Type.Literal(false, { description: 'Not to be had.' })),
});
export type OpenAiChatRequest = Static<typeof OpenAiChatRequest>;

const FinishReason = Type.Union([
  Type.Literal('stop'),
  Type.Literal('length'),
  Type.Literal('tool_calls'),
  Type.Literal('content_filter'),
]);
export type OpenAiFinishReason = Static<typeof FinishReason>;

const ChatUsage = Type.Object({
  prompt_tokens: Type.Integer(),
  completion_tokens: Type.Integer(),
  total_tokens: Type.Integer(),
});
export type OpenAiUsage = Static<typeof ChatUsage>;

/** A whole answer. A stream has `chat.completion.chunk` objects, whose `delta` stands in place of `message`. */
export const OpenAiChatCompletion = Type.Object({
  id: Type.String(),
  object: Type.Literal('chat.completion'),
  created: Type.Integer(),
  model: Type.String(),
  engine: Type.String({ description: 'Who answered: the vendor of the model, or `builtin`.' }),
  choices: Type.Array(
    Type.Object({
      index: Type.Integer(),
      message: Type.Object({
        role: Type.Literal('assistant'),
        content: Nullable(Type.String()),
        refusal: Type.Null(),
        reasoning_content: Type.Optional(Type.String()),
        tool_calls: Type.Optional(Type.Array(ToolCall)),
      }),
      logprobs: Type.Null(),
      finish_reason: FinishReason,
    }),
  ),
  usage: ChatUsage,
});
export type OpenAiChatCompletion = Static<typeof OpenAiChatCompletion>;

export const OpenAiModel = Type.Object({
  id: Type.String(),
  object: Type.Literal('model'),
  created: Type.Integer(),
  owned_by: Type.String(),
});
export type OpenAiModel = Static<typeof OpenAiModel>;
export const OpenAiModelList = Type.Object({ object: Type.Literal('list'), data: Type.Array(OpenAiModel) });

const embedded = Type.String({ minLength: 1, maxLength: 32_768 });

/** Texts to make vectors of; tokens in place of texts are not taken. */
export const OpenAiEmbeddingRequest = Type.Object({
  model: Type.String({ minLength: 1, maxLength: 200, description: '`parlance`, or the value of EMBEDDINGS.' }),
  input: Type.Union([embedded, Type.Array(embedded, { minItems: 1, maxItems: 256 })]),
  encoding_format: optional(Type.Union([Type.Literal('float'), Type.Literal('base64')])),
  dimensions: optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'As many as the model has.' })),
});
export type OpenAiEmbeddingRequest = Static<typeof OpenAiEmbeddingRequest>;

export const OpenAiEmbeddings = Type.Object({
  object: Type.Literal('list'),
  model: Type.String(),
  data: Type.Array(
    Type.Object({
      object: Type.Literal('embedding'),
      index: Type.Integer(),
      embedding: Type.Union([Type.Array(Type.Number()), Type.String()], {
        description: 'Numbers, or in base64 32-bit floats, little-endian.',
      }),
    }),
  ),
  usage: Type.Object({ prompt_tokens: Type.Integer(), total_tokens: Type.Integer() }),
});
export type OpenAiEmbeddings = Static<typeof OpenAiEmbeddings>;

/** The body of every error answer of these routes. */
export const OpenAiErrorBody = Type.Object({
  error: Type.Object({
    message: Type.String(),
    type: Type.String(),
    param: Nullable(Type.String()),
    code: Nullable(Type.String()),
  }),
});
export type OpenAiErrorBody = Static<typeof OpenAiErrorBody>;
