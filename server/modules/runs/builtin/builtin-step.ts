import { newId } from '../../../platform/ids.ts';
import type { AgentState } from '../agent/state.ts';
import { type AgentTurn, type Decision, sayText } from '../agent/turn.ts';
import { compose, foundNothing } from './compose.ts';
import { type Route, route } from './route.ts';

const usage = { inputTokens: 0, outputTokens: 0 };
/** Places that are looked in for one question. */
const mostPlaces = 3;

/** A step of the engine that needs no model: calls what the question asks for, then words what came of it. */
export async function builtinStep(turn: AgentTurn, state: AgentState): Promise<Decision> {
  const next = nextRoute(turn, state);
  if ('call' in next) return { text: '', parts: [], calls: [{ id: newId(), ...next.call }], usage };
  return { text: next.say, parts: [await sayText(turn, next.say)], calls: [], usage };
}

/** What a tool found is said; where it found nothing, the next place is looked in. */
function nextRoute({ tools }: AgentTurn, { question, made, messages }: AgentState): Route {
  if (made.length === 0) return route(question, tools);
  if (!made.every(foundNothing)) return { say: compose(made) };
  const tried = messages.flatMap((message) =>
    message.role === 'assistant' ? (message.toolCalls ?? []).map(({ name }) => name) : [],
  );
  const next: Route = tried.length < mostPlaces ? route(question, tools, tried) : { say: '' };
  if ('call' in next) return next;
  const details = made.flatMap(({ result }) => (result.ok ? [] : [result.detail]));
  return { say: [...new Set(details), next.say].filter((text) => text !== '').join('\n\n') };
}
