import type { Message } from '@parlance/contracts';
import clsx from 'clsx';
import { CheckCheck } from 'lucide-react';
import { type FocusEvent, type KeyboardEvent, memo, useState } from 'react';
import { bareTime, fullTime, timeOfDay } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { WaitingNote } from '../assistant/waiting-note.tsx';
import { useSenderName } from '../people/names.ts';
import { useOpenChat } from './chat-context.ts';
import { MessageActions } from './message-actions.tsx';
import { MessageBody } from './message-body.tsx';
import { Quote } from './quote.tsx';
import { Reactions } from './reactions.tsx';

interface MessageRowProps {
  message: Message;
  /** The first of a run: carries face, name and time. */
  first: boolean;
  /** The other has read up to here. */
  seen: boolean;
  /** Was just jumped to. */
  flash: boolean;
  /** The one row that the Tab key reaches. */
  tabStop: boolean;
  onStop: (key: string) => void;
}

/** One message of the history. */
export const MessageRow = memo(function MessageRow({ message, first, seen, flash, tabStop, onStop }: MessageRowProps) {
  const { conversation, myId, startReply, startEdit, askDelete } = useOpenChat();
  const [hot, setHot] = useState(false);
  const [held, setHeld] = useState(false);
  const name = useSenderName(conversation, message);
  const mine = message.sender_id === myId;
  const deleted = message.deleted_at !== null;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || deleted) return;
    if (event.key === 'r') startReply(message);
    else if (event.key === 'e' && mine) startEdit(message);
    else if (event.key === 'Delete' && mine) askDelete(message);
    else return;
    event.preventDefault();
  };
  const onBlur = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setHot(false);
  };

  return (
    <article
      aria-label={`${mine ? t('common.you') : name}, ${timeOfDay(message.created_at)}`}
      data-message-id={message.id}
      onPointerEnter={() => setHot(true)}
      onPointerLeave={() => setHot(false)}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
      data-roving=""
      tabIndex={tabStop ? 0 : -1}
      onFocus={() => {
        onStop(message.message_id);
        setHot(true);
      }}
      className={clsx(
        'group relative grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 rounded-xl px-2 -outline-offset-2 md:px-3',
        first ? 'mt-2 pt-1 pb-0.5' : 'py-0.5',
        flash ? 'animate-flash' : (hot || held) && 'bg-ink/3',
      )}
    >
      <Gutter message={message} first={first} name={name} />
      <div className="min-w-0">
        {first && <MessageHead name={name} mine={mine} at={message.created_at} />}
        {message.reply_to && !deleted && <Quote messageId={message.reply_to} />}
        {deleted ? (
          <p className="text-faint italic">{t('message.deleted')}</p>
        ) : (
          <MessageBody content={message.content} />
        )}
        {message.edited_at && !deleted && (
          <p title={fullTime(message.edited_at)} className="text-2xs text-faint">
            ({t('message.edited')})
          </p>
        )}
        {!deleted && <Reactions message={message} />}
        {mine && <WaitingNote messageId={message.id} />}
        {seen && (
          <p className="flex animate-fade items-center gap-1 text-xs text-faint">
            <CheckCheck className="size-3.5 text-accent-ink" aria-hidden />
            {t('chat.seen')}
          </p>
        )}
      </div>
      {(hot || held) && !deleted && <MessageActions message={message} onHold={setHeld} />}
    </article>
  );
});

function Gutter({ message, first, name }: { message: Message; first: boolean; name: string }) {
  if (first) {
    return (
      <div className="pt-0.5">
        <Avatar id={message.sender_id ?? message.id} name={name} />
      </div>
    );
  }
  return (
    <time
      dateTime={message.created_at}
      className="pt-0.5 text-end text-2xs leading-6 text-faint opacity-0 group-hover:opacity-100 group-focus-within:opacity-100"
    >
      {bareTime(message.created_at)}
    </time>
  );
}

/** Name and time above the first message of a run. */
export function MessageHead({ name, mine, at }: { name: string; mine: boolean; at: string }) {
  return (
    <header className="flex items-baseline gap-2">
      <span dir="auto" className={clsx('truncate font-semibold', mine && 'text-accent-ink')}>
        {mine ? t('common.you') : name}
      </span>
      <time dateTime={at} title={fullTime(at)} className="shrink-0 text-xs text-faint">
        {timeOfDay(at)}
      </time>
    </header>
  );
}
