import type { MadeCall } from '../agent/state.ts';

/** Results that say "nothing found" by their code: the built-in engine looks elsewhere. */
const empty = ['not_found', 'no_answer', 'no_database', 'not_shared', 'cannot_answer'];

/** Whether a call came back without an answer. */
export const foundNothing = ({ result }: MadeCall): boolean => !result.ok && empty.includes(result.code);

/** Words what calls came to, for people: the tool's own wording where it has one. */
export function compose(made: readonly MadeCall[]): string {
  return made
    .filter((call) => !foundNothing(call))
    .map(({ result }) => (result.ok ? (result.answer ?? result.content) : result.detail))
    .join('\n\n');
}
