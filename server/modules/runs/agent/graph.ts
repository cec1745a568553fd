import { END, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { makeCall } from './act.ts';
import { cite } from './cite.ts';
import { decide } from './decide.ts';
import { AgentState } from './state.ts';
import type { AgentTurn } from './turn.ts';
import { understand } from './understand.ts';

/**
 * The agent: understand → decide → act, one call at a time, → decide … → answer. Each step is checkpointed when it is done, and
 * repeated when it was cut.
 */
export function buildGraph(turn: AgentTurn, checkpointer: BaseCheckpointSaver) {
  return new StateGraph(AgentState)
    .addNode('understand', () => understand(turn))
    .addNode('decide', (state) => decide(turn, state))
    .addNode('act', (state) => makeCall(turn, state))
    .addNode('answer', (state) => cite(turn, state))
    .addEdge(START, 'understand')
    .addEdge('understand', 'decide')
    .addConditionalEdges('decide', (state) => (state.pending.length > 0 ? 'act' : 'answer'), ['act', 'answer'])
    .addConditionalEdges('act', (state) => (state.pending.length > 0 ? 'act' : 'decide'), ['act', 'decide'])
    .addEdge('answer', END)
    .compile({ checkpointer });
}
