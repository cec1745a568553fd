import type { PublicUser } from '@parlance/contracts';
import { limits } from '@parlance/contracts/limits';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useStore } from '../../app/chat-store.tsx';
import { describeError } from '../../app/errors.ts';
import { t, tCount } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { PeoplePicker } from '../people/people-picker.tsx';

interface NewGroupDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Starting a group: a name and its members. */
export function NewGroupDialog({ open, onOpenChange }: NewGroupDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('group.title')} hint={t('group.hint')}>
      <NewGroupForm onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function NewGroupForm({ onDone }: { onDone: () => void }) {
  const store = useStore();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<PublicUser[]>([]);
  const create = useMutation({
    mutationFn: () =>
      store.createConversation({ kind: 'group', title: title.trim() || null, member_ids: chosen.map(({ id }) => id) }),
    onSuccess: async (conversation) => {
      onDone();
      await navigate({ to: '/app/c/$conversationId', params: { conversationId: conversation.id } });
    },
  });
  const ready = chosen.length > 0;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) create.mutate();
  };

  return (
    <form onSubmit={onSubmit} className="flex min-h-0 flex-1 flex-col px-6 pb-5">
      <Field
        label={t('group.name')}
        optional
        placeholder={t('group.name_placeholder')}
        value={title}
        maxLength={limits.titleMax}
        autoComplete="off"
        onChange={(event) => setTitle(event.target.value)}
        className="mb-4"
      />
      <p className="mb-1.5 text-sm font-medium">{t('group.members')}</p>
      <PeoplePicker chosen={chosen} onChange={setChosen} />
      {create.isError && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {describeError(create.error)}
        </p>
      )}
      <div className="mt-4 flex items-center gap-3">
        <span aria-live="polite" className="flex-1 text-sm text-faint">
          {chosen.length > 0 && tCount('group.chosen', chosen.length)}
        </span>
        <Button type="submit" look="primary" busy={create.isPending} disabled={!ready}>
          {t('group.create')}
        </Button>
      </div>
    </form>
  );
}
