import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { type ChatModel, LlmError } from '../../../platform/llm/index.ts';

/** A model's answer as one JSON value, or why there is none. */
export type ModelAnswer<T> = { ok: true; value: T } | { ok: false; note: string };

/** A document can be long; a person does not wait for ever. */
const timeoutMs = 120_000;
const maxAnswerUnits = 200_000;

/**
 * Asks for one JSON value of a schema. What goes wrong with the provider or with its answer is a value, since every caller has the
 * built-in engine to fall back on. Throws only the reason of `signal`.
 */
export async function askModel<S extends TSchema>(
  model: ChatModel,
  { schema, system, prompt }: { schema: S; system: string; prompt: string },
  signal: AbortSignal,
): Promise<ModelAnswer<Static<S>>> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let text = '';
  try {
    const messages = [
      {
        role: 'system' as const,
        content: `${system}\nAnswer with one JSON value of this JSON Schema and nothing else: ${JSON.stringify(schema)}`,
      },
      { role: 'user' as const, content: prompt },
    ];
    for await (const chunk of model.stream(
      { messages, temperature: 0, schema: plainSchema(schema) },
      { signal: limit },
    )) {
      if (chunk.type === 'text') text += chunk.delta;
      if (text.length > maxAnswerUnits) return { ok: false, note: `${model.id} answered without end.` };
    }
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return { ok: false, note: `${model.id} took too long.` };
    if (error instanceof LlmError) return { ok: false, note: error.detail };
    throw error;
  }
  const value = readJson(text);
  if (value === undefined || !Value.Check(schema, value)) {
    return { ok: false, note: `${model.id} answered in a form that cannot be used.` };
  }
  return { ok: true, value };
}

/** Without what TypeBox keeps for itself. */
const plainSchema = (schema: TSchema): Record<string, unknown> => JSON.parse(JSON.stringify(schema));

/** Models wrap JSON in words or code fences. */
function readJson(text: string): unknown {
  for (const [open, close] of [['{', '}'] as const, ['[', ']'] as const]) {
    const [from, to] = [text.indexOf(open), text.lastIndexOf(close)];
    if (from < 0 || to <= from) continue;
    try {
      return JSON.parse(text.slice(from, to + 1));
    } catch {
      // Not this bracket: the answer says so below when no other fits.
    }
  }
  return undefined;
}
