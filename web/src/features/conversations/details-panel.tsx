import type { ConversationState } from '@parlance/sdk';
import { LogOut, Pencil, Trash2, UserRoundPlus } from 'lucide-react';
import { useState } from 'react';
import { useConversation, useMyId } from '../../app/chat-store.tsx';
import { longDate } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConversationAvatar } from '../people/conversation-avatar.tsx';
import { conversationName, counterpart } from '../people/names.ts';
import { AddMembersDialog } from './add-members-dialog.tsx';
import { DeleteConversation, LeaveConversation } from './conversation-endings.tsx';
import { MemberList } from './member-list.tsx';
import { RenameForm } from './rename-form.tsx';

/** Who takes part and what can be done about it. */
export function DetailsPanel({ conversationId }: { conversationId: string }) {
  const conversation = useConversation(conversationId);
  const myId = useMyId();
  if (!conversation) return null;
  const owner = conversation.members.some((member) => member.user_id === myId && member.role === 'owner');
  return (
    <div className="flex flex-col gap-6 overflow-y-auto px-5 pb-6">
      <Summary conversation={conversation} canRename={conversation.kind === 'group'} />
      {conversation.kind === 'group' && <Members conversation={conversation} owner={owner} />}
      <Endings conversation={conversation} owner={owner} />
    </div>
  );
}

function Summary({ conversation, canRename }: { conversation: ConversationState; canRename: boolean }) {
  const myId = useMyId();
  const [renaming, setRenaming] = useState(false);
  const other = counterpart(conversation, myId);
  if (renaming) return <RenameForm conversation={conversation} onDone={() => setRenaming(false)} />;
  return (
    <div className="flex flex-col items-center gap-3 pt-2 text-center">
      <ConversationAvatar conversation={conversation} size="xl" />
      <div className="max-w-full min-w-0">
        <p className="flex items-center justify-center gap-1">
          <span dir="auto" className="min-w-0 text-lg font-semibold wrap-anywhere">
            {conversationName(conversation, myId)}
          </span>
          {canRename && (
            <IconButton size="sm" label={t('details.rename')} onClick={() => setRenaming(true)}>
              <Pencil />
            </IconButton>
          )}
        </p>
        <p dir="auto" className="truncate text-sm text-faint">
          {other ? `@${other.username}` : t('details.created', { date: longDate(conversation.createdAt) })}
        </p>
      </div>
    </div>
  );
}

function Members({ conversation, owner }: { conversation: ConversationState; owner: boolean }) {
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label={t('details.members')}>
      <div className="mb-1 flex items-center justify-between">
        <h3 className="text-sm font-semibold">
          {t('details.members')} <span className="font-normal text-faint">{conversation.members.length}</span>
        </h3>
        <IconButton size="sm" label={t('details.add')} onClick={() => setAdding(true)}>
          <UserRoundPlus />
        </IconButton>
      </div>
      <MemberList conversation={conversation} owner={owner} />
      <AddMembersDialog conversation={conversation} open={adding} onOpenChange={setAdding} />
    </section>
  );
}

function Endings({ conversation, owner }: { conversation: ConversationState; owner: boolean }) {
  const [asking, setAsking] = useState<'leave' | 'delete' | null>(null);
  const group = conversation.kind === 'group';
  const close = () => setAsking(null);
  if (!group && !owner) return null;
  return (
    <section className="flex flex-col items-stretch gap-1 border-t border-line pt-4">
      {group && (
        <Button
          look="quiet"
          className="justify-start"
          icon={<LogOut className="size-4.5" />}
          onClick={() => setAsking('leave')}
        >
          {t('details.leave')}
        </Button>
      )}
      {owner && (
        <Button
          look="quiet-danger"
          className="justify-start"
          icon={<Trash2 className="size-4.5" />}
          onClick={() => setAsking('delete')}
        >
          {t('details.delete')}
        </Button>
      )}
      {asking === 'leave' && <LeaveConversation id={conversation.id} onClose={close} />}
      {asking === 'delete' && <DeleteConversation id={conversation.id} onClose={close} />}
    </section>
  );
}
