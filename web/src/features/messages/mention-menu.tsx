import type { Member } from '@parlance/contracts';
import clsx from 'clsx';
import { t } from '../../i18n/index.ts';
import { AssistantAvatar } from '../../ui/assistant-avatar.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { displayName } from '../people/names.ts';

/** What is being typed after an @, and where it starts. */
export interface MentionQuery {
  start: number;
  text: string;
}

/** The mention being typed at the caret, if there is one. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const match = /(?:^|[^\p{L}\p{N}_@])@([\p{L}\p{N}._-]{0,40})$/u.exec(text.slice(0, caret));
  if (match?.[1] === undefined) return null;
  return { start: caret - match[1].length - 1, text: match[1] };
}

/** Stands in for an id where the assistant is listed among people. */
const assistantId = 'assistant';

/** The assistant as one can mention it: `@assistant` asks it. */
const assistantMember = (): Member => ({
  user_id: assistantId,
  username: 'assistant',
  full_name: t('assistant.name'),
  role: 'member',
  last_read_seq: 0,
});

/** Members, and the assistant, whose name begins with, else contains, what was typed. */
export function matchingMembers(members: readonly Member[], query: string, myId: string): Member[] {
  const wanted = query.toLocaleLowerCase();
  const rank = (member: Member) => {
    const names = [member.username, ...displayName(member).split(' ')].map((name) => name.toLocaleLowerCase());
    if (names.some((name) => name.startsWith(wanted))) return 0;
    return names.some((name) => name.includes(wanted)) ? 1 : 2;
  };
  return [...members, assistantMember()]
    .filter((member) => member.user_id !== myId && rank(member) < 2)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 6);
}

interface MentionMenuProps {
  id: string;
  members: readonly Member[];
  current: number;
  onChoose: (member: Member) => void;
}

/** People to mention, above the line being written. The text field keeps the focus. */
export function MentionMenu({ id, members, current, onChoose }: MentionMenuProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('composer.mentions')}
      className="absolute start-0 bottom-full z-20 mb-2 w-72 max-w-full animate-rise overflow-hidden rounded-2xl bg-raised p-1.5 shadow-float"
    >
      {members.map((member, index) => (
        <button
          key={member.user_id}
          id={`${id}-${member.user_id}`}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={index === current}
          // Keeps the caret where it is.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(member)}
          className={clsx(
            'flex w-full items-center gap-2.5 rounded-xl px-2 py-1.5 text-start',
            index === current ? 'bg-accent-soft' : 'hover:bg-ink/5',
          )}
        >
          {member.user_id === assistantId ? (
            <AssistantAvatar size="sm" />
          ) : (
            <Avatar id={member.user_id} name={displayName(member)} size="sm" />
          )}
          <span dir="auto" className="min-w-0 flex-1 truncate text-left font-medium">
            {displayName(member)}
          </span>
          <span className="max-w-28 truncate text-xs text-faint">@{member.username}</span>
        </button>
      ))}
    </div>
  );
}
