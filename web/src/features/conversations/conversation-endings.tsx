import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';

interface EndingProps {
  id: string;
  onClose: () => void;
}

function useEnding(end: () => Promise<void>, onClose: () => void) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: end,
    onSuccess: async () => {
      onClose();
      await navigate({ to: '/app', replace: true });
    },
  });
}

/** Asks, then leaves the group. */
export function LeaveConversation({ id, onClose }: EndingProps) {
  const leave = useEnding(() => client.conversations.leave(id), onClose);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('details.leave_title')}
      hint={t('details.leave_hint')}
      action={t('details.leave')}
      busy={leave.isPending}
      error={leave.isError ? describeError(leave.error) : undefined}
      onConfirm={() => leave.mutate()}
    />
  );
}

/** Asks, then deletes the conversation for everyone. */
export function DeleteConversation({ id, onClose }: EndingProps) {
  const remove = useEnding(() => client.conversations.remove(id), onClose);
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('details.delete_title')}
      hint={t('details.delete_hint')}
      action={t('details.delete')}
      busy={remove.isPending}
      error={remove.isError ? describeError(remove.error) : undefined}
      onConfirm={() => remove.mutate()}
    />
  );
}
