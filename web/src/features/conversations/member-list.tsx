import type { Member } from '@parlance/contracts';
import type { ConversationState } from '@parlance/sdk';
import { useMutation } from '@tanstack/react-query';
import { Crown, Ellipsis, MessageSquare, UserRound, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useChat, useMyId } from '../../app/chat-store.tsx';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { notify } from '../../ui/toast.tsx';
import { displayName } from '../people/names.ts';
import { useStartDirect } from '../people/use-start-direct.ts';

/** Everyone in a group, with what the viewer may do about each. */
export function MemberList({ conversation, owner }: { conversation: ConversationState; owner: boolean }) {
  const [removing, setRemoving] = useState<Member | null>(null);
  return (
    <>
      <ul className="-mx-2">
        {conversation.members.map((member) => (
          <MemberRow
            key={member.user_id}
            member={member}
            conversationId={conversation.id}
            owner={owner}
            onRemove={() => setRemoving(member)}
          />
        ))}
      </ul>
      {removing && (
        <RemoveMember member={removing} conversationId={conversation.id} onClose={() => setRemoving(null)} />
      )}
    </>
  );
}

interface MemberRowProps {
  member: Member;
  conversationId: string;
  owner: boolean;
  onRemove: () => void;
}

function MemberRow({ member, conversationId, owner, onRemove }: MemberRowProps) {
  const myId = useMyId();
  const online = useChat((state) => state.online.has(member.user_id));
  const mine = member.user_id === myId;
  return (
    <li className="flex items-center gap-3 rounded-xl px-2 py-1.5 [content-visibility:auto] [contain-intrinsic-size:auto_48px]">
      <Avatar id={member.user_id} name={displayName(member)} online={mine || online} />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate text-left leading-5 font-medium">
          {displayName(member)}
          {mine && <span className="font-normal text-faint"> ({t('common.you')})</span>}
        </span>
        <span dir="auto" className="block truncate text-left text-xs text-faint">
          @{member.username}
        </span>
      </span>
      {member.role === 'owner' && (
        <span className="rounded-md bg-accent-soft px-1.5 text-2xs font-medium text-accent-ink">
          {t('details.owner')}
        </span>
      )}
      {!mine && <MemberMenu member={member} conversationId={conversationId} owner={owner} onRemove={onRemove} />}
    </li>
  );
}

function MemberMenu({ member, conversationId, owner, onRemove }: MemberRowProps) {
  const start = useStartDirect();
  const name = displayName(member);
  const setRole = useMutation({
    mutationFn: (role: Member['role']) => client.conversations.setRole(conversationId, member.user_id, role),
    onError: (error) => notify(describeError(error)),
  });
  const isOwner = member.role === 'owner';
  return (
    <Menu
      trigger={
        <IconButton size="sm" label={t('details.actions_for', { name })}>
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem icon={<MessageSquare />} onSelect={() => start.mutate(member.user_id)}>
        {t('people.write', { name })}
      </MenuItem>
      {owner && (
        <>
          <MenuItem
            icon={isOwner ? <UserRound /> : <Crown />}
            onSelect={() => setRole.mutate(isOwner ? 'member' : 'owner')}
          >
            {t(isOwner ? 'details.make_member' : 'details.make_owner')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<UserRoundX />} danger onSelect={onRemove}>
            {t('details.remove')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

interface RemoveMemberProps {
  member: Member;
  conversationId: string;
  onClose: () => void;
}

function RemoveMember({ member, conversationId, onClose }: RemoveMemberProps) {
  const remove = useMutation({
    mutationFn: () => client.conversations.removeMember(conversationId, member.user_id),
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t('details.remove_title', { name: displayName(member) })}
      hint={t('details.remove_hint')}
      action={t('details.remove')}
      busy={remove.isPending}
      error={remove.isError ? describeError(remove.error) : undefined}
      onConfirm={() => remove.mutate()}
    />
  );
}
