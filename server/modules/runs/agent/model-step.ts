import { newId } from '../../../platform/ids.ts';
import type { ChatModel, ChatRequest, ToolSpec } from '../../../platform/llm/index.ts';
import type { AgentState, PendingCall } from './state.ts';
import type { AgentTurn, Decision } from './turn.ts';

/** After so many steps the model has to answer with what it has. */
const mostSteps = 8;
/** A single step may ask for so many calls; further ones are left out. */
const mostCalls = 8;

/**
 * Lets the model take a step, and says its words as they come. A step that breaks off takes its words back before it throws
 * what the model threw.
 */
export async function modelStep(turn: AgentTurn, model: ChatModel, state: AgentState): Promise<Decision> {
  const speech = new Speech(turn);
  const calls: PendingCall[] = [];
  const usage = { inputTokens: 0, outputTokens: 0 };
  try {
    for await (const chunk of model.stream(requestOf(turn, state), { signal: turn.signal })) {
      if (chunk.type === 'text') await speech.hear('text', chunk.delta);
      else if (chunk.type === 'reasoning') await speech.hear('reasoning', chunk.delta);
      else if (chunk.type === 'tool-call' && calls.length < mostCalls) calls.push({ ...chunk.call, id: newId() });
      else if (chunk.type === 'usage') {
        usage.inputTokens += chunk.inputTokens;
        usage.outputTokens += chunk.outputTokens;
      }
    }
    await speech.end();
  } catch (error) {
    await speech.takeBack();
    throw error;
  }
  return { text: speech.text, parts: speech.parts, calls, usage };
}

function requestOf({ tools, options }: AgentTurn, { messages, steps }: AgentState): ChatRequest {
  const specs: ToolSpec[] = Array.from(tools.values(), ({ name, description, parameters }) => ({
    name,
    description,
    parameters: { ...parameters },
  }));
  return {
    messages,
    ...(specs.length > 0 ? { tools: specs, toolChoice: steps < mostSteps ? 'auto' : 'none' } : {}),
    temperature: options.temperature,
    maxTokens: options.max_tokens,
  };
}

/** The words of one step, written as parts of the answer: one part for each run of text or reasoning. */
class Speech {
  readonly #turn: AgentTurn;
  readonly parts: string[] = [];
  text = '';
  #open: { kind: 'text' | 'reasoning'; partId: string } | undefined;

  constructor(turn: AgentTurn) {
    this.#turn = turn;
  }

  async hear(kind: 'text' | 'reasoning', delta: string): Promise<void> {
    if (delta === '') return;
    if (this.#open?.kind !== kind) {
      await this.end();
      const partId = this.#turn.writer.newPartId();
      this.#open = { kind, partId };
      this.parts.push(partId);
      await this.#turn.writer.say({ type: `${kind}-start`, part_id: partId });
    }
    if (kind === 'text') this.text += delta;
    this.#turn.writer.delta(`${kind}-delta`, this.#open.partId, delta);
  }

  async end(): Promise<void> {
    if (!this.#open) return;
    const { kind, partId } = this.#open;
    this.#open = undefined;
    await this.#turn.writer.say({ type: `${kind}-end`, part_id: partId });
  }

  /** Unless the turn itself is over: then whoever goes on takes it back. */
  async takeBack(): Promise<void> {
    this.#open = undefined;
    if (this.#turn.signal.aborted || this.parts.length === 0) return;
    await this.#turn.writer.say(...this.parts.map((part_id) => ({ type: 'text-reset' as const, part_id })));
  }
}
