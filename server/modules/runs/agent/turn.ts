import type { ConversationKind, RunOptions } from '@parlance/contracts';
import type { Tool } from '../../../platform/agent/tool.ts';
import type { ChatModel } from '../../../platform/llm/index.ts';
import type { RunsContext, Turn } from '../context.ts';
import type { RunWriter } from '../run-writer.ts';
import type { PendingCall } from './state.ts';

/** What the nodes of the graph work with during one worker's turn. */
export interface AgentTurn extends Turn {
  readonly ctx: RunsContext;
  readonly writer: RunWriter;
  readonly signal: AbortSignal;
  readonly userId: string;
  readonly conversation: { id: string; kind: ConversationKind; title: string | null };
  readonly triggerId: string;
  readonly options: RunOptions;
  readonly model: ChatModel | undefined;
  /** What may be called here. */
  readonly tools: ReadonlyMap<string, Tool>;
  /** How who made the assistant of this conversation wants it to behave. */
  readonly instructions: string;
  /** The documents it answers from; none: all. */
  readonly documentIds: readonly string[];
}

/** What one step of deciding comes to: text that was said already, in these parts, and calls to make. */
export interface Decision {
  text: string;
  parts: string[];
  calls: PendingCall[];
  usage: { inputTokens: number; outputTokens: number };
}

/** What only the asker reads may rest on all they may read. */
export const audienceOf = ({ kind }: AgentTurn['conversation']): 'own' | 'shared' =>
  kind === 'assistant' || kind === 'database' ? 'own' : 'shared';

/** Says a whole text as one part. */
export async function sayText({ writer }: Pick<AgentTurn, 'writer'>, text: string): Promise<string> {
  const partId = writer.newPartId();
  await writer.say({ type: 'text-start', part_id: partId });
  writer.delta('text-delta', partId, text);
  await writer.say({ type: 'text-end', part_id: partId });
  return partId;
}
