import { Type } from 'typebox';
import { defineTool, type Tool } from '../../server/platform/agent/tool.ts';

/** A tool under the test's control: every call is recorded and answered when, and as, the test says. */
export interface ScriptedTool {
  tool: Tool;
  calls: { args: unknown; runId: string }[];
  /** Until `release` is called, calls wait. */
  hold(): { release(): void };
}

/** Makes one that answers with its own arguments. */
export function scriptedTool(name: string, risk: Tool['risk'] = 'read'): ScriptedTool {
  const calls: ScriptedTool['calls'] = [];
  let gate: Promise<void> = Promise.resolve();
  return {
    calls,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return { release: resolve };
    },
    tool: defineTool({
      name,
      title: name,
      description: `Does ${name}.`,
      parameters: Type.Object({ question: Type.String() }),
      risk,
      call: async (args, { runId, signal }) => {
        calls.push({ args, runId });
        const aborted = new Promise<never>((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
        await Promise.race([gate, aborted]);
        return { ok: true, content: `${name}: ${args.question}`, answer: `Done by ${name}: ${args.question}` };
      },
    }),
  };
}
