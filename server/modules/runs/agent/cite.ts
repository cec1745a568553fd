import { readParts } from '../run-parts.ts';
import type { AgentState } from './state.ts';
import type { AgentTurn } from './turn.ts';

/** Sources that one answer lists. */
const mostSources = 20;

/** The last step: lists the sources up to the last one that the answer names, in their order, so that `[1]` is the first. */
export async function cite(turn: AgentTurn, state: AgentState): Promise<Partial<AgentState>> {
  if (state.sources.length === 0) return {};
  const texts = (await readParts(turn.ctx.db, turn.runId)).flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const named = Array.from(texts.join('\n').matchAll(/\[(\d{1,3})\]/g), ([, number]) => Number(number));
  const cited = state.sources.slice(0, Math.min(mostSources, Math.max(0, ...named)));
  if (cited.length === 0) return {};
  const events = cited.map((source, index) => ({
    type: 'citation' as const,
    part_id: turn.writer.newPartId(),
    marker: `[${index + 1}]`,
    source,
  }));
  await turn.writer.say(...events);
  return { parts: [...state.parts, ...events.map(({ part_id }) => part_id)] };
}
