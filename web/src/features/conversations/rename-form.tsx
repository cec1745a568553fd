import { limits } from '@parlance/contracts/limits';
import type { ConversationState } from '@parlance/sdk';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';

/** Gives a group another name, or none. */
export function RenameForm({ conversation, onDone }: { conversation: ConversationState; onDone: () => void }) {
  const [title, setTitle] = useState(conversation.title ?? '');
  const rename = useMutation({
    mutationFn: () => client.conversations.rename(conversation.id, title.trim() || null),
    onSuccess: onDone,
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <form onSubmit={onSubmit} className="space-y-3 pt-2">
      <Field
        label={t('details.name')}
        value={title}
        maxLength={limits.titleMax}
        autoFocus
        error={rename.isError ? describeError(rename.error) : undefined}
        onChange={(event) => setTitle(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button type="submit" look="primary" busy={rename.isPending}>
          {t('common.save')}
        </Button>
      </div>
    </form>
  );
}
