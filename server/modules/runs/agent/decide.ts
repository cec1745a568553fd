import { LlmError } from '../../../platform/llm/index.ts';
import { builtinStep } from '../builtin/builtin-step.ts';
import { noteFallback } from '../run-turns.ts';
import { modelStep } from './model-step.ts';
import type { AgentState } from './state.ts';
import type { AgentTurn, Decision } from './turn.ts';

/** A step that breaks off after its first words is tried so often in all. */
const mostTries = 2;

/** Takes the next step, by the model where there is one, else, and when it fails, by the built-in engine. */
export async function decide(turn: AgentTurn, state: AgentState): Promise<Partial<AgentState>> {
  await turn.writer.say({ type: 'progress', progress: 30, status: 'Thinking…' });
  const fellBack = state.fellBack || !turn.model;
  const decision = fellBack || wantsChart(state) ? undefined : await tryModel(turn, state);
  const taken = decision ?? (await builtinStep(turn, state));
  const { text, parts, calls, usage } = taken;
  return {
    pending: calls,
    made: calls.length > 0 ? [] : state.made,
    parts: [...state.parts, ...parts],
    steps: state.steps + 1,
    fellBack: fellBack || (!decision && !wantsChart(state)),
    usage: {
      inputTokens: state.usage.inputTokens + usage.inputTokens,
      outputTokens: state.usage.outputTokens + usage.outputTokens,
    },
    messages: [
      ...state.messages,
      {
        role: 'assistant',
        content: text,
        ...(calls.length > 0 ? { toolCalls: calls } : {}),
      },
    ],
  };
}

/** `chart:` and `plot:` are orders, not questions: the first step is to draw, whatever the engine. */
const wantsChart = ({ question, steps }: AgentState): boolean => steps === 0 && /\b(?:chart|plot):/i.test(question);

/** The model's step, or undefined when it can't be had: said in a note, once per run. */
async function tryModel(turn: AgentTurn, state: AgentState): Promise<Decision | undefined> {
  const { model } = turn;
  if (!model) return undefined;
  for (let tries = 1; ; tries++) {
    try {
      return await modelStep(turn, model, state);
    } catch (error) {
      turn.signal.throwIfAborted();
      if (!(error instanceof LlmError)) throw error;
      turn.ctx.logger.warn({ err: error, model: model.id, run: turn.runId }, 'the language model failed');
      if (error.code === 'cut' && tries < mostTries) continue;
      await noteFallback(turn, `${error.detail} The built-in engine answers instead.`);
      return undefined;
    }
  }
}
