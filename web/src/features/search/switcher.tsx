import type { PublicUser } from '@parlance/contracts';
import type { ConversationState } from '@parlance/sdk';
import { useNavigate } from '@tanstack/react-router';
import clsx from 'clsx';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useChat, useMyId } from '../../app/chat-store.tsx';
import { t } from '../../i18n/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ConversationAvatar } from '../people/conversation-avatar.tsx';
import { conversationName, counterpart, displayName } from '../people/names.ts';
import { usePeople } from '../people/use-people.ts';
import { useStartDirect } from '../people/use-start-direct.ts';

interface SwitcherProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Ctrl+K: type a few letters, press Enter, be there. */
export function Switcher({ open, onOpenChange }: SwitcherProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('switcher.title')} bare className="sm:max-w-lg">
      <SwitcherBody onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

type Choice = { id: string; name: string; conversation?: ConversationState; person?: PublicUser };

/** Letters as people type them: no case, no accents. */
const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

function useChoices(text: string): Choice[] {
  const myId = useMyId();
  const ids = useChat((state) => state.conversationIds);
  const conversations = useChat((state) => state.conversations);
  const { people } = usePeople(text);
  const wanted = fold(text.trim());
  const matches = (...names: string[]) => names.some((name) => fold(name).includes(wanted));

  const known: Choice[] = ids
    .flatMap((id) => conversations.get(id) ?? [])
    .map((conversation) => ({ id: conversation.id, name: conversationName(conversation, myId), conversation }))
    .filter(({ name, conversation }) => matches(name, counterpart(conversation, myId)?.username ?? ''))
    .slice(0, 8);
  const directs = new Set([...conversations.values()].map((each) => counterpart(each, myId)?.user_id));
  const others: Choice[] = people
    .filter((person) => !directs.has(person.id) && matches(person.username, displayName(person)))
    .slice(0, 6)
    .map((person) => ({ id: person.id, name: displayName(person), person }));
  return [...known, ...others];
}

function SwitcherBody({ onDone }: { onDone: () => void }) {
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const choices = useChoices(text);
  const current = Math.min(index, choices.length - 1);
  const navigate = useNavigate();
  const start = useStartDirect();
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    list.current?.querySelectorAll('[role="option"]')[current]?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    onDone();
    if (choice.conversation) void navigate({ to: '/app/c/$conversationId', params: { conversationId: choice.id } });
    else start.mutate(choice.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setIndex((current + 1) % Math.max(choices.length, 1));
    else if (event.key === 'ArrowUp') setIndex((current - 1 + choices.length) % Math.max(choices.length, 1));
    else if (event.key === 'Enter') choose(choices[current]);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-5">
        <Search className="size-5 text-faint" aria-hidden />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={choices[current] ? `${listId}-${choices[current].id}` : undefined}
          aria-label={t('switcher.title')}
          placeholder={t('switcher.placeholder')}
          dir="auto"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setIndex(0);
          }}
          onKeyDown={onKeyDown}
          className="h-14 min-w-0 flex-1 bg-transparent text-lg placeholder:text-faint focus:outline-none"
        />
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={t('switcher.title')}
        className="overflow-y-auto p-2 sm:h-88"
      >
        {choices.map((choice, row) => (
          <ChoiceRow
            key={choice.id}
            id={`${listId}-${choice.id}`}
            choice={choice}
            selected={row === current}
            heading={row === 0 || !choices[row - 1]?.person !== !choice.person}
            onChoose={() => choose(choice)}
          />
        ))}
        {choices.length === 0 && <p className="px-4 py-12 text-center text-muted">{t('switcher.empty')}</p>}
      </div>
      <p className="hidden border-t border-line px-5 py-2.5 text-xs text-faint sm:block">{t('switcher.hint')}</p>
    </>
  );
}

interface ChoiceRowProps {
  id: string;
  choice: Choice;
  selected: boolean;
  heading: boolean;
  onChoose: () => void;
}

function ChoiceRow({ id, choice, selected, heading, onChoose }: ChoiceRowProps) {
  return (
    <>
      {heading && (
        <p role="presentation" className="px-3 pt-2 pb-1 text-xs font-medium text-faint">
          {t(choice.person ? 'switcher.people' : 'switcher.conversations')}
        </p>
      )}
      <button
        type="button"
        tabIndex={-1}
        id={id}
        role="option"
        aria-selected={selected}
        onClick={onChoose}
        className={clsx(
          'flex w-full items-center gap-3 rounded-xl px-3 py-1.5',
          selected ? 'bg-accent-soft' : 'hover:bg-ink/5',
        )}
      >
        {choice.conversation ? (
          <ConversationAvatar conversation={choice.conversation} size="sm" />
        ) : (
          <Avatar id={choice.id} name={choice.name} size="sm" />
        )}
        <span dir="auto" className="min-w-0 flex-1 truncate text-left font-medium">
          {choice.name}
        </span>
        {choice.person && <span className="truncate text-sm text-faint">@{choice.person.username}</span>}
      </button>
    </>
  );
}
