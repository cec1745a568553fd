import type { Piece } from '../assemble.ts';
import type { ChatRequest } from '../chat-model.ts';

/** What an adapter is made from: where its server is, and what it is asked for. */
export interface VendorOptions {
  /** Without the vendor, e.g. `gemini-2.5-flash`. */
  model: string;
  baseUrl: string;
  apiKey: string | undefined;
  contextTokens: number;
}

/** Speaks the wire format of one vendor. It neither retries nor times anything: that is the same for all. */
export interface Vendor {
  /** Streams one answer, an event a piece. It ends when `fetch` does, which the caller aborts. */
  stream(request: ChatRequest, fetch: typeof globalThis.fetch): AsyncIterable<Piece>;
  /** Asks whether the provider is there and has the model; costs no tokens. Undefined: it does not say. */
  knowsModel(fetch: typeof globalThis.fetch): Promise<boolean | undefined>;
  /** Loads what `stream` needs, which takes up to a second; without it the first call does. */
  prepare?(): Promise<unknown>;
}

export type CreateVendor = (options: VendorOptions) => Vendor;

/**
 * Puts all system messages in front, as one: not every provider takes them elsewhere. `extra` is added to them. Answers without a
 * word or a call, e.g. cancelled ones, are left out: Anthropic refuses them.
 */
export function splitSystem(
  { messages }: ChatRequest,
  extra?: string,
): { system: string; turns: Exclude<ChatRequest['messages'][number], { role: 'system' }>[] } {
  const said = messages.flatMap((message) => (message.role === 'system' ? [message.content] : []));
  const turns = messages.filter((message) => message.role !== 'system').filter((turn) => !isEmpty(turn));
  return { system: [...said, ...(extra ? [extra] : [])].join('\n\n'), turns };
}

const isEmpty = (turn: ChatRequest['messages'][number]): boolean =>
  turn.role === 'assistant' && turn.content.trim() === '' && !turn.toolCalls?.length;

/** What someone said, with their name in front where there is one: models know no other way for people in a group that all take. */
export const spoken = ({ content, name }: { content: string; name?: string }): string =>
  name ? `${name}: ${content}` : content;

/** Asks in words for JSON, for providers that cannot promise it. */
export const askForJson = (schema: Record<string, unknown>): string =>
  `Answer with one JSON value and nothing else: no words around it, no code fence. It has to fit this JSON Schema: ${JSON.stringify(schema)}`;
