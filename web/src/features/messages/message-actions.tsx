import type { Message } from '@parlance/contracts';
import type { ConversationState } from '@parlance/sdk';
import { Copy, Ellipsis, Pencil, Reply, RotateCcw, SmilePlus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { announce } from '../../app/announcer.tsx';
import { t } from '../../i18n/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { useOpenChat } from './chat-context.ts';
import { EmojiPopover } from './emoji-popover.tsx';

/** Whether a message was a question to the assistant. */
const asksAssistant = ({ kind, runs }: ConversationState, message: Message): boolean =>
  kind === 'assistant' || runs.some(({ triggerId }) => triggerId === message.id);

interface MessageActionsProps {
  message: Message;
  /** Told while a menu is open, so that the bar stays. */
  onHold: (held: boolean) => void;
}

/** The small bar over a message: react, reply, and the rest in a menu. */
export function MessageActions({ message, onHold }: MessageActionsProps) {
  const { conversation, myId, startReply, startEdit, askAgain, askDelete, toggleReaction } = useOpenChat();
  const [copied, setCopied] = useState(false);
  const mine = message.sender_id === myId;
  const asked = mine && asksAssistant(conversation, message);
  const owner = conversation.members.some((member) => member.user_id === myId && member.role === 'owner');
  const copy = async () => {
    await navigator.clipboard.writeText(message.content.text);
    setCopied(true);
    announce(t('message.copied'));
  };
  return (
    <div
      role="toolbar"
      aria-label={t('message.actions')}
      className="absolute end-2 -top-4 z-10 flex animate-fade rounded-xl bg-raised p-0.5 shadow-float"
    >
      <EmojiPopover
        onOpenChange={onHold}
        onPick={(emoji) => toggleReaction(message, emoji)}
        trigger={
          <IconButton size="sm" label={t('message.react')}>
            <SmilePlus />
          </IconButton>
        }
      />
      <IconButton size="sm" label={t('message.reply')} onClick={() => startReply(message)}>
        <Reply className="rtl:-scale-x-100" />
      </IconButton>
      {asked ? (
        <IconButton size="sm" label={t('assistant.ask_again')} onClick={() => askAgain(message)}>
          <Pencil />
        </IconButton>
      ) : (
        mine && (
          <IconButton size="sm" label={t('message.edit')} onClick={() => startEdit(message)}>
            <Pencil />
          </IconButton>
        )
      )}
      <Menu
        onOpenChange={onHold}
        trigger={
          <IconButton size="sm" label={t('message.more')}>
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem icon={<Reply className="rtl:-scale-x-100" />} onSelect={() => startReply(message)}>
          {t('message.reply')}
        </MenuItem>
        <MenuItem icon={<Copy />} onSelect={() => void copy()}>
          {t(copied ? 'message.copied' : 'message.copy')}
        </MenuItem>
        {mine && (
          <MenuItem icon={<Pencil />} onSelect={() => startEdit(message)}>
            {t('message.edit')}
          </MenuItem>
        )}
        {asked && (
          <MenuItem icon={<RotateCcw />} onSelect={() => askAgain(message)}>
            {t('assistant.ask_again')}
          </MenuItem>
        )}
        {(mine || (owner && conversation.kind === 'group')) && (
          <>
            <MenuSeparator />
            <MenuItem icon={<Trash2 />} danger onSelect={() => askDelete(message)}>
              {t('message.delete')}
            </MenuItem>
          </>
        )}
      </Menu>
    </div>
  );
}
