export type { ChatChunk, ChatMessage, ChatModel, ChatRequest, ModelToolCall, ToolSpec } from './chat-model.ts';
export { estimateTokens } from './estimate-tokens.ts';
export { LlmError } from './llm-error.ts';
export { createModels, type Models } from './models.ts';
