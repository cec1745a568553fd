/** One turn of a conversation as models know it. */
export type ChatMessage =
  | { role: 'system'; content: string }
  /** `name` tells people apart in a group. */
  | { role: 'user'; content: string; name?: string }
  | { role: 'assistant'; content: string; toolCalls?: ModelToolCall[] }
  | { role: 'tool'; toolCallId: string; content: string };

export interface ModelToolCall {
  id: string;
  name: string;
  args: Record<string, unknown>;
  /** What the provider wants back, unread, when the call is part of the next question (Gemini's thought signature). */
  signature?: string;
}

export interface ToolSpec {
  name: string;
  description: string;
  /** JSON Schema of an object. */
  parameters: Record<string, unknown>;
}

export interface ChatRequest {
  messages: ChatMessage[];
  tools?: ToolSpec[];
  /** `auto` unless told; `required`: the model has to call one. */
  toolChoice?: 'auto' | 'none' | 'required';
  temperature?: number | undefined;
  maxTokens?: number | undefined;
  /**
   * Further parameters by OpenAI's names, passed on where the provider knows them, else left out: `top_p`, `top_k`, `stop`, `seed`,
   * `presence_penalty`, `frequency_penalty`, `repeat_penalty`, `reasoning_effort`, `logit_bias`.
   */
  extra?: Record<string, unknown>;
  /** The answer is one JSON value of this JSON Schema, where the provider can promise it; asked for in words elsewhere. */
  schema?: Record<string, unknown>;
}

/**
 * Deltas in the order the model gives them; then the tool calls, each whole; then `usage` and `finish`, once each. `estimated`: the
 * provider did not count, so we did.
 */
export type ChatChunk =
  | { type: 'text'; delta: string }
  | { type: 'reasoning'; delta: string }
  | { type: 'tool-call'; call: ModelToolCall }
  | { type: 'usage'; inputTokens: number; outputTokens: number; estimated?: true }
  | { type: 'finish'; reason: 'stop' | 'length' | 'tool-calls' | 'filtered' };

/** A language model by its full name, e.g. `ollama:qwen2.5:3b`. */
export interface ChatModel {
  readonly id: string;
  /** `google`, `ollama`, `openai`, `anthropic` or `openai-compatible`. */
  readonly vendor: string;
  /** Tokens that question and answer may have together. */
  readonly contextTokens: number;
  /** US dollars for a million tokens in and out, where known. */
  readonly price?: { input: number; output: number };
  /**
   * Streams one answer. Throws `LlmError` (its `code` says what), before the first chunk or, where the stream breaks, after it, and
   * the reason of `signal` when that aborts. Retries by itself only before the first chunk. Nothing runs on after `signal` aborts or
   * the iteration ends: the connection is closed.
   */
  stream(request: ChatRequest, options: { signal: AbortSignal }): AsyncIterable<ChatChunk>;
}
