import {
  AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import type { FinishReason, Piece } from '../assemble.ts';
import type { ChatRequest, ToolSpec } from '../chat-model.ts';
import { splitSystem, spoken } from './vendor.ts';

/** The conversation as LangChain's models take it; `extra` is added to what the system says. */
export function toLangChain(request: ChatRequest, extra?: string): BaseMessage[] {
  const { system, turns } = splitSystem(request, extra);
  const messages = turns.map((turn): BaseMessage => {
    if (turn.role === 'user') return new HumanMessage(spoken(turn));
    if (turn.role === 'tool') return new ToolMessage({ content: turn.content, tool_call_id: turn.toolCallId });
    const calls = (turn.toolCalls ?? []).map(({ id, name, args }) => ({ id, name, args, type: 'tool_call' as const }));
    return new AIMessage({ content: turn.content, tool_calls: calls });
  });
  return system ? [new SystemMessage(system), ...messages] : messages;
}

/** Tools in OpenAI's form, which all of LangChain's models take. */
export const toOpenAiTools = (tools: ToolSpec[]) =>
  tools.map((tool) => ({ type: 'function' as const, function: { ...tool } }));

const reasons: Record<string, FinishReason> = {
  stop: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  tool_use: 'tool-calls',
  content_filter: 'filtered',
  refusal: 'filtered',
};

/** One chunk of LangChain's as an event of ours. */
export function toPiece(chunk: AIMessageChunk): Piece {
  const blocks = typeof chunk.content === 'string' ? [{ type: 'text', text: chunk.content }] : chunk.content;
  const joined = (type: string, field: string): string =>
    blocks.map((block) => (block.type === type ? textField(block, field) : '')).join('');
  const reason = chunk.response_metadata.finish_reason ?? chunk.additional_kwargs.stop_reason;
  const usage = chunk.usage_metadata;
  return {
    text: joined('text', 'text'),
    reasoning: joined('thinking', 'thinking') || textField(chunk.additional_kwargs, 'reasoning_content'),
    toolCalls: (chunk.tool_call_chunks ?? []).map(({ index, id, name, args }) => ({ index, id, name, args })),
    usage: usage && { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens },
    finish: typeof reason === 'string' ? (reasons[reason] ?? 'stop') : undefined,
  };
}

function textField(from: object, field: string): string {
  const value: unknown = Object.entries(from).find(([name]) => name === field)?.[1];
  return typeof value === 'string' ? value : '';
}
