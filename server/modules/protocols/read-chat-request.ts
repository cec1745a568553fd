import type { OpenAiChatRequest, OpenAiMessage, OpenAiToolCall } from '@parlance/contracts';
import type { ChatMessage, ChatRequest, ModelToolCall, ToolSpec } from '../../platform/llm/index.ts';
import { invalidParam } from './openai.errors.ts';

/** Parameters that models take by OpenAI's own names. */
const passed = [
  'top_p',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'reasoning_effort',
  'logit_bias',
] as const;

/** Brings a question of OpenAI's form into ours. Throws `OpenAiError` (400) for what fits the schema but makes no sense. */
export function readChatRequest(body: OpenAiChatRequest): ChatRequest {
  const schema = readSchema(body);
  const maxTokens = body.max_completion_tokens ?? body.max_tokens;
  return {
    messages: readMessages(body.messages),
    ...readTools(body),
    ...(schema ? { schema } : {}),
    ...(body.temperature == null ? {} : { temperature: body.temperature }),
    ...(maxTokens == null ? {} : { maxTokens }),
    extra: Object.fromEntries(passed.filter((key) => body[key] != null).map((key) => [key, body[key]])),
  };
}

function readMessages(messages: OpenAiMessage[]): ChatMessage[] {
  const called = new Set<string>();
  return messages.map((message, index) => {
    const at = `messages.${index}`;
    if (message.role === 'assistant') for (const { id } of message.tool_calls ?? []) called.add(id);
    // Providers refuse such a question too, each in words of its own.
    if (message.role === 'tool' && !called.has(message.tool_call_id))
      throw invalidParam(`${at}.tool_call_id`, 'no call before it has this id.');
    return readMessage(message, at);
  });
}

function readMessage(message: OpenAiMessage, at: string): ChatMessage {
  const content = readContent(message.content);
  if (message.role === 'user') return { role: 'user', content, ...(message.name ? { name: message.name } : {}) };
  if (message.role === 'tool') return { role: 'tool', toolCallId: message.tool_call_id, content };
  if (message.role !== 'assistant') return { role: 'system', content };
  const toolCalls = (message.tool_calls ?? []).map((call, index) => readCall(call, `${at}.tool_calls.${index}`));
  return { role: 'assistant', content, ...(toolCalls.length > 0 ? { toolCalls } : {}) };
}

const readContent = (content: OpenAiMessage['content']): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text).join('\n');

function readCall({ id, function: { name, arguments: text } }: OpenAiToolCall, at: string): ModelToolCall {
  try {
    const args: unknown = text.trim() === '' ? {} : JSON.parse(text);
    if (typeof args === 'object' && args !== null && !Array.isArray(args))
      return { id, name, args: args as Record<string, unknown> };
  } catch {
    // Answered below, as what is JSON and no object.
  }
  throw invalidParam(`${at}.function.arguments`, 'must be the JSON of an object.');
}

/** To demand one tool by its name is to offer no other and demand that one is called. */
function readTools({ tools, tool_choice: choice }: OpenAiChatRequest): Pick<ChatRequest, 'tools' | 'toolChoice'> {
  const specs = (tools ?? []).map(
    ({ function: { name, description, parameters } }): ToolSpec => ({
      name,
      description: description ?? '',
      parameters: parameters ?? { type: 'object', properties: {} },
    }),
  );
  const wanted = typeof choice === 'object' && choice !== null ? choice.function.name : undefined;
  if (wanted !== undefined) {
    const only = specs.filter(({ name }) => name === wanted);
    if (only.length === 0) throw invalidParam('tool_choice', `there is no tool "${wanted}" among the tools.`);
    return { tools: only, toolChoice: 'required' };
  }
  if (choice === 'required' && specs.length === 0)
    throw invalidParam('tool_choice', 'there are no tools to choose from.');
  if (specs.length === 0) return {};
  return { tools: specs, ...(typeof choice === 'string' ? { toolChoice: choice } : {}) };
}

function readSchema({ response_format: format }: OpenAiChatRequest): Record<string, unknown> | undefined {
  if (format?.type === 'json_object') return { type: 'object' };
  if (format?.type === 'json_schema') return format.json_schema.schema ?? { type: 'object' };
  return undefined;
}
