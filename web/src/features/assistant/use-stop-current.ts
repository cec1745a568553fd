import type { ConversationState } from '@parlance/sdk';
import { currentRun, mayStop } from './use-run.ts';
import { useStopRun } from './use-run-actions.ts';
import { useStopKey } from './use-stop-key.ts';

/** Stops the answer that is being written, also on Escape; null where there is none, or where that is not ours to do. */
export function useStopCurrent(conversation: ConversationState, myId: string): (() => void) | null {
  const stop = useStopRun();
  const run = currentRun(conversation);
  const may = run !== undefined && mayStop(conversation, run, myId);
  const stopNow = () => {
    if (run && !stop.isPending) stop.mutate(run.id);
  };
  useStopKey(may, stopNow);
  return may ? stopNow : null;
}
