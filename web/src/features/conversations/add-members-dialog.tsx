import type { PublicUser } from '@parlance/contracts';
import type { ConversationState } from '@parlance/sdk';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PeoplePicker } from '../people/people-picker.tsx';

interface AddMembersDialogProps {
  conversation: ConversationState;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Bringing more people into a group. */
export function AddMembersDialog({ conversation, open, onOpenChange }: AddMembersDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('details.add')}>
      <AddMembersForm conversation={conversation} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function AddMembersForm({ conversation, onDone }: { conversation: ConversationState; onDone: () => void }) {
  const [chosen, setChosen] = useState<PublicUser[]>([]);
  const exclude = new Set(conversation.members.map((member) => member.user_id));
  const add = useMutation({
    mutationFn: () =>
      client.conversations.addMembers(
        conversation.id,
        chosen.map(({ id }) => id),
      ),
    onSuccess: onDone,
  });
  return (
    <div className="flex min-h-0 flex-1 flex-col px-6 pb-5">
      <PeoplePicker chosen={chosen} onChange={setChosen} exclude={exclude} />
      {add.isError && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {describeError(add.error)}
        </p>
      )}
      <div className="mt-4 flex justify-end">
        <Button look="primary" busy={add.isPending} disabled={chosen.length === 0} onClick={() => add.mutate()}>
          {t('details.add_confirm')}
        </Button>
      </div>
    </div>
  );
}
