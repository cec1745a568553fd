import type { OutgoingMessage } from '@parlance/sdk';
import { CircleAlert, Clock3 } from 'lucide-react';
import { useChat, useStore } from '../../app/chat-store.tsx';
import { useOnline } from '../../app/connection-banner.tsx';
import { describeCode } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { displayName } from '../people/names.ts';
import { useOpenChat } from './chat-context.ts';
import { MessageBody } from './message-body.tsx';
import { MessageHead } from './message-row.tsx';
import { Quote } from './quote.tsx';

/** A message that is on its way, or that could not be sent. */
export function OutgoingRow({ outgoing, first }: { outgoing: OutgoingMessage; first: boolean }) {
  const { conversation, myId } = useOpenChat();
  const me = conversation.members.find((member) => member.user_id === myId);
  const name = me ? displayName(me) : '';
  const failed = outgoing.status === 'failed';
  return (
    <article
      data-status={outgoing.status}
      aria-label={t('common.you')}
      className={`grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 rounded-xl px-2 md:px-3 ${first ? 'mt-2 pt-1 pb-0.5' : 'py-0.5'} ${failed ? 'bg-danger-soft/60' : ''}`}
    >
      <div className="pt-0.5">{first && <Avatar id={myId} name={name} />}</div>
      <div className="min-w-0">
        {first && <MessageHead name={name} mine at={outgoing.created_at} />}
        {outgoing.reply_to && <Quote messageId={outgoing.reply_to} />}
        <div className={failed ? '' : 'opacity-75'}>
          <MessageBody content={outgoing.content} />
        </div>
        {failed ? <Failed outgoing={outgoing} /> : <Pending />}
      </div>
    </article>
  );
}

// The note comes in late: on a good connection nobody has to read it.
function Pending() {
  const online = useOnline();
  const connected = useChat((state) => state.connection === 'open') && online;
  return (
    <p className="flex animate-fade items-center gap-1 text-xs text-faint [animation-delay:700ms] [animation-fill-mode:backwards]">
      <Clock3 className="size-3" aria-hidden />
      {t(connected ? 'message.pending' : 'message.waiting')}
    </p>
  );
}

function Failed({ outgoing }: { outgoing: OutgoingMessage }) {
  const store = useStore();
  const button = 'rounded-md font-medium underline underline-offset-3 hover:text-ink';
  return (
    <p role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-0.5 text-sm text-danger">
      <span className="flex items-center gap-1.5">
        <CircleAlert className="size-3.5 shrink-0" aria-hidden />
        {t('message.failed')}
        {outgoing.error && `: ${describeCode(outgoing.error.code, outgoing.error.detail)}`}
      </span>
      <button type="button" className={button} onClick={() => store.retry(outgoing.message_id)}>
        {t('message.retry')}
      </button>
      <button type="button" className={button} onClick={() => store.discard(outgoing.message_id)}>
        {t('message.discard')}
      </button>
    </p>
  );
}
