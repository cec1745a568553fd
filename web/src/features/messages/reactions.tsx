import type { Message, Reaction } from '@parlance/contracts';
import clsx from 'clsx';
import { SmilePlus } from 'lucide-react';
import { t, tCount } from '../../i18n/index.ts';
import { displayName } from '../people/names.ts';
import { useOpenChat } from './chat-context.ts';
import { EmojiPopover } from './emoji-popover.tsx';

/** What others said with one sign; pressing one joins in or takes it back. */
export function Reactions({ message }: { message: Message }) {
  const { toggleReaction } = useOpenChat();
  if (message.reactions.length === 0) return null;
  return (
    <div className="mt-1 flex flex-wrap gap-1">
      {message.reactions.map((reaction) => (
        <ReactionChip
          key={reaction.emoji}
          reaction={reaction}
          onToggle={() => toggleReaction(message, reaction.emoji)}
        />
      ))}
      <EmojiPopover
        onPick={(emoji) => toggleReaction(message, emoji)}
        trigger={
          <button
            type="button"
            aria-label={t('message.react')}
            title={t('message.react')}
            className="flex h-7 w-9 items-center justify-center rounded-full text-faint shadow-[inset_0_0_0_1px_var(--line)] hover:bg-ink/5 hover:text-ink data-[state=open]:text-ink"
          >
            <SmilePlus className="size-4" />
          </button>
        }
      />
    </div>
  );
}

function ReactionChip({ reaction, onToggle }: { reaction: Reaction; onToggle: () => void }) {
  const { conversation, myId } = useOpenChat();
  const mine = reaction.user_ids.includes(myId);
  const names = reaction.user_ids
    .map((id) => {
      if (id === myId) return t('common.you');
      const member = conversation.members.find((candidate) => candidate.user_id === id);
      return member ? displayName(member) : '…';
    })
    .join(', ');
  const label = tCount('message.reaction', reaction.count, { emoji: reaction.emoji, names });
  return (
    <button
      type="button"
      aria-pressed={mine}
      aria-label={label}
      title={names}
      onClick={onToggle}
      className={clsx(
        'flex h-7 animate-fade items-center gap-1.5 rounded-full px-2.5 text-sm tabular-nums transition-colors',
        mine
          ? 'bg-accent-soft font-medium text-accent-ink shadow-[inset_0_0_0_1px_var(--accent)]'
          : 'bg-ink/4 text-muted shadow-[inset_0_0_0_1px_var(--line)] hover:bg-ink/8',
      )}
    >
      <span className="text-base leading-none">{reaction.emoji}</span>
      {reaction.count}
    </button>
  );
}
