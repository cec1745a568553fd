import { interrupt } from '@langchain/langgraph';
import { Value } from 'typebox/value';
import type { Tool, ToolResult } from '../../../platform/agent/tool.ts';
import { transact } from '../../../platform/db/index.ts';
import { appendToRun, type NewRunEvent } from '../append-to-run.ts';
import { findToolCall, isGranted, saveToolCall } from '../tool-calls.queries.ts';
import type { AgentState, MadeCall, PendingCall } from './state.ts';
import { type AgentTurn, audienceOf } from './turn.ts';

/** What of a result goes to the model and into the log. */
const longestContent = 16_000;
const longestShown = 2_000;

/**
 * Makes the first call that is pending. A call of higher risk waits for the asker's word first (the graph is interrupted), and so does
 * one that a worker began and did not live to finish: nobody knows whether it was done.
 */
export async function makeCall(turn: AgentTurn, state: AgentState): Promise<Partial<AgentState>> {
  const [call, ...rest] = state.pending;
  if (!call) return {};
  const tool = turn.tools.get(call.name);
  const made: MadeCall = { ...call, risk: tool?.risk ?? 'read', result: await resultOf(turn, tool, call) };
  const { sources, content } = describe(made.result, state.sources);
  const parts = await show(turn, made.result);
  return {
    pending: rest,
    made: [...state.made, made],
    sources,
    parts: [...state.parts, ...parts],
    messages: [...state.messages, { role: 'tool', toolCallId: call.id, content }],
  };
}

async function resultOf(turn: AgentTurn, tool: Tool | undefined, call: PendingCall): Promise<ToolResult> {
  if (!tool) return failure('no_such_tool', `There is no tool ${call.name} here.`);
  const before = await findToolCall(turn.ctx.db, turn.runId, call.id);
  if (before?.result) return before.result;
  if (before?.state === 'rejected') return reject(turn, call, before.reason);
  if (!before) await begin(turn, tool, call);
  const needsWord =
    tool.risk !== 'read' &&
    before?.state !== 'approved' &&
    (before || !(await isGranted(turn.ctx.db, turn, tool.name)));
  if (needsWord) askFirst(call, before?.state === 'running');
  const started = performance.now();
  await saveToolCall(turn.ctx.db, turn, { id: call.id, state: 'running' });
  const result = await perform(turn, tool, call);
  await conclude(turn, call, result, Math.round(performance.now() - started));
  return result;
}

/** Announces a call, with its row, in one commit: a later worker finds it begun. */
async function begin(turn: AgentTurn, tool: Tool, call: PendingCall): Promise<void> {
  const { ctx, runId } = turn;
  await turn.writer.flush();
  await transact(ctx.db, async (tx) => {
    await tx
      .insertInto('run_tool_calls')
      .values({
        run_id: runId,
        id: call.id,
        name: tool.name,
        args: JSON.stringify(call.args),
        risk: tool.risk,
        state: tool.risk === 'read' ? 'running' : 'waiting',
        created_at: ctx.now(),
      })
      .execute();
    await appendToRun(ctx, tx, turn, [
      { type: 'progress', progress: 60, status: `${tool.title}…` },
      { type: 'tool-call-start', tool_call_id: call.id, name: tool.name, title: tool.title, risk: tool.risk },
      { type: 'tool-call-args', tool_call_id: call.id, args: call.args },
    ]);
  });
}

/** Ends the turn until the asker has decided; when it goes on the call's row tells what they said. */
function askFirst(call: PendingCall, wasCut: boolean): void {
  const detail = wasCut
    ? 'This call was begun and cut off: it may have been done already. Do it again?'
    : 'The assistant wants to do this. Approve it?';
  interrupt({ toolCallId: call.id, detail });
}

async function perform(turn: AgentTurn, tool: Tool, call: PendingCall): Promise<ToolResult> {
  const args = Value.Clone(call.args);
  if (!Value.Check(tool.parameters, args)) {
    const [first] = Value.Errors(tool.parameters, args);
    return failure('bad_arguments', `The arguments do not fit: ${first?.instancePath || '/'} ${first?.message ?? ''}.`);
  }
  const limit = AbortSignal.timeout((tool.timeoutSeconds ?? 30) * 1_000);
  const signal = AbortSignal.any([turn.signal, limit]);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    const ctx = {
      userId: turn.userId,
      conversationId: turn.conversation.id,
      audience: audienceOf(turn.conversation),
      runId: turn.runId,
      documentIds: turn.documentIds,
      signal,
      progress: (status: string) =>
        void turn.writer.say({ type: 'progress', progress: 70, status }).catch(() => undefined),
    };
    return await Promise.race([tool.call(args as never, ctx), late]);
  } catch (error) {
    turn.signal.throwIfAborted();
    if (limit.aborted)
      return failure('timeout', `${tool.title} took longer than ${tool.timeoutSeconds ?? 30} seconds.`);
    turn.ctx.logger.error({ err: error, tool: tool.name, run: turn.runId }, 'a tool failed');
    return failure('tool_failed', `${tool.title} failed.`);
  }
}

async function conclude(turn: AgentTurn, call: PendingCall, result: ToolResult, durationMs: number): Promise<void> {
  const { ctx } = turn;
  await turn.writer.flush();
  const event: NewRunEvent = {
    type: 'tool-call-result',
    tool_call_id: call.id,
    status: result.ok ? 'done' : 'failed',
    result: (result.ok ? result.content : result.detail).slice(0, longestShown),
    duration_ms: durationMs,
  };
  await transact(ctx.db, async (tx) => {
    await saveToolCall(tx, turn, { id: call.id, state: result.ok ? 'done' : 'failed', result });
    await appendToRun(ctx, tx, turn, [event]);
  });
}

async function reject(turn: AgentTurn, call: PendingCall, reason: string | null): Promise<ToolResult> {
  const result = failure('rejected', `The user did not allow this call.${reason ? ` They said: ${reason}` : ''}`);
  await conclude(turn, call, result, 0);
  return result;
}

/** Charts and tables are shown where they come up; they are parts of the answer like its texts. */
async function show(turn: AgentTurn, result: ToolResult): Promise<string[]> {
  const shown: string[] = [];
  for (const part of result.ok ? (result.parts ?? []) : []) {
    const part_id = turn.writer.newPartId();
    if (part.type === 'chart')
      await turn.writer.say({ type: 'progress', progress: 80, status: 'Creating visualization…' });
    await turn.writer.say({ ...part, part_id });
    shown.push(part_id);
  }
  return shown;
}

/** What the model reads of a result; its sources are numbered on from those before. */
function describe(
  result: ToolResult,
  before: AgentState['sources'],
): { sources: AgentState['sources']; content: string } {
  if (!result.ok) return { sources: before, content: `Failed (${result.code}): ${result.detail}` };
  const own = result.sources ?? [];
  const content = result.content.replace(/\[(\d{1,3})\]/g, (marker, number) =>
    Number(number) <= own.length ? `[${before.length + Number(number)}]` : marker,
  );
  return { sources: [...before, ...own], content: content.slice(0, longestContent) };
}

const failure = (code: string, detail: string): ToolResult => ({ ok: false, code, detail });
