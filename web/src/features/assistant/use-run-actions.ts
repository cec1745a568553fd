import type { DecideToolCall } from '@parlance/contracts';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { notify } from '../../ui/toast.tsx';

const onError = (error: unknown) => notify(describeError(error));

/** Stops an answer; what was said stays. */
export const useStopRun = () => useMutation({ mutationFn: (id: string) => client.runs.cancel(id), onError });

/** Has a message answered once more. */
export const useRegenerate = () => useMutation({ mutationFn: (id: string) => client.runs.regenerate(id), onError });

/** Says whether a tool may be called. */
export const useDecision = (runId: string) =>
  useMutation({
    mutationFn: ({ approved, ...decision }: DecideToolCall & { approved: boolean }) =>
      approved ? client.runs.approve(runId, decision) : client.runs.reject(runId, decision),
    onError,
  });
