import type { Part } from './messages.ts';
import type { RunEvent, RunSnapshotPart } from './runs.ts';
import type { Source } from './sources.ts';

type ToolCallPart = Extract<RunSnapshotPart, { type: 'tool-call' }>;

// Typed by the contract without being part of it: clients fold events without loading its schemas.
const terminalEvents: readonly RunEvent['type'][] = ['run-finished', 'run-failed', 'run-cancelled', 'run-interrupted'];

/** Whether no event follows this one in its run. */
export const isTerminal = (event: Pick<RunEvent, 'type'>): boolean => terminalEvents.includes(event.type);

/**
 * What a run has said after one more event: how a reader of the log keeps the answer it shows. Pure; unknown parts and events
 * that change no part leave it as it is.
 */
export function applyRunEvent(parts: readonly RunSnapshotPart[], event: RunEvent): RunSnapshotPart[] {
  switch (event.type) {
    case 'snapshot':
      return [...event.parts];
    case 'text-start':
      return [...parts, { type: 'text', part_id: event.part_id, text: '', done: false }];
    case 'reasoning-start':
      return [...parts, { type: 'reasoning', part_id: event.part_id, text: '', done: false }];
    case 'text-delta':
    case 'reasoning-delta':
      return changeText(parts, event.part_id, (part) => ({ ...part, text: part.text + event.delta }));
    case 'text-end':
    case 'reasoning-end':
      return changeText(parts, event.part_id, (part) => ({ ...part, done: true }));
    case 'text-reset':
      return parts.filter((part) => part.type === 'tool-call' || part.part_id !== event.part_id);
    case 'chart':
      return [...parts, { type: 'chart', part_id: event.part_id, spec: event.spec, media_id: event.media_id }];
    case 'table':
      return [...parts, { type: 'table', part_id: event.part_id, columns: event.columns, data: event.data }];
    case 'citation':
      return [...parts, { type: 'citation', part_id: event.part_id, marker: event.marker, source: event.source }];
    default:
      return applyToolEvent(parts, event);
  }
}

function applyToolEvent(parts: readonly RunSnapshotPart[], event: RunEvent): RunSnapshotPart[] {
  switch (event.type) {
    case 'tool-call-start': {
      const { tool_call_id, name, title, risk } = event;
      const call: ToolCallPart = {
        type: 'tool-call',
        tool_call_id,
        name,
        title,
        risk,
        args: {},
        state: 'running',
        result: null,
      };
      // A call that is repeated after a crash starts again in its place.
      const known = parts.some((part) => part.type === 'tool-call' && part.tool_call_id === tool_call_id);
      return known ? changeCall(parts, tool_call_id, { state: 'running', result: null }) : [...parts, call];
    }
    case 'tool-call-args':
      return changeCall(parts, event.tool_call_id, { args: event.args });
    case 'approval-requested':
      return changeCall(parts, event.tool_call_id, { state: 'waiting' });
    case 'approval-decided':
      return changeCall(parts, event.tool_call_id, {
        state: event.decision === 'approved' ? 'running' : 'rejected',
      });
    case 'tool-call-result':
      return changeCall(parts, event.tool_call_id, { state: event.status, result: event.result });
    default:
      return [...parts];
  }
}

type TextPart = Extract<RunSnapshotPart, { type: 'text' | 'reasoning' }>;

function changeText(
  parts: readonly RunSnapshotPart[],
  partId: string,
  change: (part: TextPart) => TextPart,
): RunSnapshotPart[] {
  return parts.map((part) =>
    (part.type === 'text' || part.type === 'reasoning') && part.part_id === partId ? change(part) : part,
  );
}

function changeCall(
  parts: readonly RunSnapshotPart[],
  callId: string,
  change: Partial<ToolCallPart>,
): RunSnapshotPart[] {
  return parts.map((part) =>
    part.type === 'tool-call' && part.tool_call_id === callId ? { ...part, ...change } : part,
  );
}

/** The answer as a message: texts in order with charts and tables where they stand, then what they rest on. */
export function composeAnswer(parts: readonly RunSnapshotPart[]): { text: string; parts: Part[] } {
  const shown: Part[] = [];
  const sources: Source[] = [];
  for (const part of parts) {
    if (part.type === 'text' && part.text.trim() !== '') shown.push({ type: 'text', text: part.text.trim() });
    if (part.type === 'chart') shown.push({ type: 'chart', spec: part.spec, media_id: part.media_id });
    if (part.type === 'table') shown.push({ type: 'table', columns: part.columns, data: part.data });
    if (part.type === 'citation') sources.push(part.source);
  }
  if (sources.length > 0) shown.push({ type: 'sources', sources });
  const text = shown.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
  return { text, parts: shown };
}
