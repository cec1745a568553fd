import type { ConversationState } from '@parlance/sdk';
import { t } from '../../i18n/index.ts';
import { displayName } from '../people/names.ts';

/** "Zoë is typing…", or '' when nobody is. */
export function typingLine(conversation: ConversationState): string {
  const names = conversation.typing
    .map((id) => conversation.members.find((member) => member.user_id === id))
    .filter((member) => member !== undefined)
    .map(displayName);
  const [a, b] = names;
  if (a === undefined) return '';
  if (b === undefined) return t('chat.typing_one', { name: a });
  return names.length === 2 ? t('chat.typing_two', { a, b }) : t('chat.typing_many');
}

/** The line under the messages where others are seen typing. Its height is always there, so nothing jumps. */
export function TypingLine({ conversation }: { conversation: ConversationState }) {
  const line = typingLine(conversation);
  return (
    <p role="status" aria-live="polite" className="flex h-6 items-center gap-2 px-1 text-xs text-muted">
      {line && (
        <>
          <span aria-hidden="true" className="flex gap-0.5">
            {[0, 200, 400].map((delay) => (
              <span
                key={delay}
                className="size-1.5 animate-breathe rounded-full bg-accent"
                style={{ animationDelay: `${delay}ms` }}
              />
            ))}
          </span>
          <span dir="auto" className="truncate">
            {line}
          </span>
        </>
      )}
    </p>
  );
}
