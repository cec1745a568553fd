import type { SseMessage } from '../../platform/http/sse.ts';
import type { Actor } from '../../platform/http/types.ts';
import type { Asked } from './ask.ts';
import type { RunsContext } from './context.ts';
import { readRun } from './run-stream.ts';

/**
 * A run as nothing but its text: `data: <chunk>` …, then `event: done` with the session. A text that is taken back is announced by
 * `event: reset`: what came before it is void. A run that failed says why in `event: error`.
 */
export async function* textChunks(
  ctx: RunsContext,
  actor: Actor,
  { run, sessionId }: Asked,
  signal: AbortSignal,
): AsyncGenerator<SseMessage> {
  const texts = new Map<string, string>();
  const reading = { runId: run.id, conversationId: run.conversation_id, after: 0, signal };
  for await (const { event } of readRun(ctx, actor, reading)) {
    switch (event.type) {
      case 'text-start':
        if (texts.size > 0) yield { data: '\n\n' };
        texts.set(event.part_id, '');
        break;
      case 'text-delta':
        texts.set(event.part_id, (texts.get(event.part_id) ?? '') + event.delta);
        yield { data: event.delta };
        break;
      case 'text-reset':
        if (!texts.delete(event.part_id)) break;
        yield { event: 'reset', data: '' };
        if (texts.size > 0) yield { data: [...texts.values()].join('\n\n') };
        break;
      case 'run-failed':
      case 'run-interrupted':
        yield { event: 'error', data: event.error.detail };
        break;
    }
  }
  if (!signal.aborted) yield { event: 'done', data: sessionId };
}
