import { Annotation } from '@langchain/langgraph';
import type { Source, ToolRisk } from '@parlance/contracts';
import type { ToolResult } from '../../../platform/agent/tool.ts';
import type { ChatMessage, ModelToolCall } from '../../../platform/llm/index.ts';

/** A tool call that is still to be made. */
export type PendingCall = ModelToolCall;

/** A call of the latest step with what came of it. */
export interface MadeCall extends PendingCall {
  risk: ToolRisk;
  result: ToolResult;
}

/** What is checkpointed after every step. A step that was cut is repeated from here, and what it said is taken back. */
export const AgentState = Annotation.Root({
  /** The conversation as the model sees it, then its own steps. */
  messages: Annotation<ChatMessage[]>(),
  /** What the asker wrote. */
  question: Annotation<string>(),
  pending: Annotation<PendingCall[]>(),
  made: Annotation<MadeCall[]>(),
  /** Parts of the answer that steps which are done have said. */
  parts: Annotation<string[]>(),
  sources: Annotation<Source[]>(),
  steps: Annotation<number>(),
  usage: Annotation<{ inputTokens: number; outputTokens: number }>(),
  /** Whether the model has failed in this run: the built-in engine goes on. */
  fellBack: Annotation<boolean>(),
});
export type AgentState = typeof AgentState.State;

export const emptyState: AgentState = {
  messages: [],
  question: '',
  pending: [],
  made: [],
  parts: [],
  sources: [],
  steps: 0,
  usage: { inputTokens: 0, outputTokens: 0 },
  fellBack: false,
};
