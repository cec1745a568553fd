import type { Failure, FinishReason, ScriptedUsage } from './steps.ts';

export type Vendor = 'google' | 'ollama' | 'openai' | 'anthropic';

/** A turn of the conversation as the request told it, whatever the wire format. */
export interface SeenMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  text: string;
  toolCalls: { name: string; args: unknown; id?: string }[];
  toolCallId?: string;
}

export interface SpokenCall {
  id: string;
  name: string;
  args: string;
}

/** Writes one answer in the format of a vendor; each string is sent in a packet of its own. */
export interface Encoder {
  readonly contentType: string;
  start(): string[];
  text(delta: string): string[];
  reasoning(delta: string): string[];
  toolCall(call: SpokenCall): string[];
  end(reason: FinishReason): string[];
  /** An event whose JSON is broken. */
  garbled(): string[];
  failInside(failure: Failure): string[];
}

export type Body = Record<string, unknown>;

/** The wire format of one vendor, from the server's side. */
export interface Wire {
  /** The body of an error. */
  failure(failure: Failure): unknown;
  messages(body: Body): SeenMessage[];
  /** Names of the tools that were offered. */
  tools(body: Body): string[];
  encode(answer: { id: string; model: string; body: Body; usage: ScriptedUsage | undefined }): Encoder;
}

export const sse = (data: unknown, event?: string): string =>
  `${event ? `event: ${event}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** Cuts a text into two, to be sent apart. */
export const halves = (whole: string): [string, string] => {
  const middle = Math.ceil(whole.length / 2);
  return [whole.slice(0, middle), whole.slice(middle)];
};

/** Something of a request's body that has to be there; the scripted server answers with a 500 where it is not. */
export function list<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
