import type { RunState } from '@parlance/sdk';
import { useMutation } from '@tanstack/react-query';
import { ListTree } from 'lucide-react';
import { useStore } from '../../app/chat-store.tsx';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { notify } from '../../ui/toast.tsx';
import { hasSteps } from './steps.tsx';

interface StepsButtonProps {
  conversationId: string;
  runId: string;
  run: RunState | undefined;
}

/** Fetches how an answer came about, where this device did not see it happen. */
export function StepsButton({ conversationId, runId, run }: StepsButtonProps) {
  const store = useStore();
  const load = useMutation({
    mutationFn: () => store.loadRun(conversationId, runId),
    onSuccess: () => {
      const loaded = store
        .getSnapshot()
        .conversations.get(conversationId)
        ?.runs.find(({ id }) => id === runId);
      if (loaded && !hasSteps(loaded)) notify(t('assistant.no_steps'));
    },
    onError: (error) => notify(describeError(error)),
  });
  if (run?.complete) return null;
  return (
    <IconButton size="sm" label={t('assistant.steps')} disabled={load.isPending} onClick={() => load.mutate()}>
      <ListTree />
    </IconButton>
  );
}
