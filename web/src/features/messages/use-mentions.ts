import type { Member } from '@parlance/contracts';
import { type KeyboardEvent, useId, useState } from 'react';
import { useOpenChat } from './chat-context.ts';
import { type MentionQuery, matchingMembers, mentionAt } from './mention-menu.tsx';

/** Autocompletion of @names in a text field. `replace` puts a text in place of what was typed. */
export function useMentions(replace: (query: MentionQuery, text: string) => void) {
  const { conversation, myId } = useOpenChat();
  const id = useId();
  const [query, setQuery] = useState<MentionQuery | null>(null);
  const [current, setCurrent] = useState(0);
  const isAlone = conversation.kind === 'assistant';
  const members = query && !isAlone ? matchingMembers(conversation.members, query.text, myId) : [];
  const open = members.length > 0;

  const choose = (member: Member) => {
    if (query) replace(query, `@${member.username} `);
    setQuery(null);
  };
  /** Looks at the text anew; call after every change of text or caret. */
  const track = (text: string, caret: number) => {
    const next = mentionAt(text, caret);
    if (next?.text !== query?.text) setCurrent(0);
    setQuery(next);
  };
  /** True where the key was for the menu. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const selected = members[current];
    if (event.key === 'ArrowDown') setCurrent((current + 1) % members.length);
    else if (event.key === 'ArrowUp') setCurrent((current - 1 + members.length) % members.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && selected) choose(selected);
    else if (event.key === 'Escape') setQuery(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const active = members[current];
  const inputProps = {
    'aria-autocomplete': 'list',
    'aria-controls': open ? id : undefined,
    'aria-activedescendant': open && active ? `${id}-${active.user_id}` : undefined,
  } as const;

  return { open, members, current, id, choose, track, onKeyDown, inputProps, close: () => setQuery(null) };
}
