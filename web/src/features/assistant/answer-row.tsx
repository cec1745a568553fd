import type { Message, Part } from '@parlance/contracts';
import { composeAnswer, type RunState } from '@parlance/sdk';
import clsx from 'clsx';
import { type FocusEvent, type KeyboardEvent, memo, useState } from 'react';
import { timeOfDay } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';
import { AssistantAvatar } from '../../ui/assistant-avatar.tsx';
import { useOpenChat } from '../messages/chat-context.ts';
import { MessageActions } from '../messages/message-actions.tsx';
import { MessageHead } from '../messages/message-row.tsx';
import { Quote } from '../messages/quote.tsx';
import { Reactions } from '../messages/reactions.tsx';
import { AnswerBody } from './answer-body.tsx';
import { AnswerFoot } from './answer-foot.tsx';
import { AnswerState } from './answer-state.tsx';
import { Approvals } from './approval-card.tsx';
import { isUnderWay } from './run-words.ts';
import { Steps } from './steps.tsx';
import { useRun } from './use-run.ts';

interface AnswerRowProps {
  rowKey: string;
  /** Null while the answer is still being written, and where there was none. */
  message: Message | null;
  runId: string | null;
  /** The id of the question, where it does not stand right above. */
  about: string | null;
  flash: boolean;
  tabStop: boolean;
  onStop: (key: string) => void;
}

/** An answer of the assistant: the same row while it is written and when it is a message. */
export const AnswerRow = memo(function AnswerRow(props: AnswerRowProps) {
  const { rowKey, message, runId, about, flash, tabStop, onStop } = props;
  const { conversation, startReply } = useOpenChat();
  const [hot, setHot] = useState(false);
  const [held, setHeld] = useState(false);
  const run = useRun(conversation.id, runId);
  const live = message === null && run !== undefined && isUnderWay(run);
  const deleted = message !== null && message.deleted_at !== null;
  const at = message?.created_at ?? run?.createdAt ?? '';

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const plain = event.target === event.currentTarget && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || event.key !== 'r' || message === null || deleted) return;
    event.preventDefault();
    startReply(message);
  };
  const onBlur = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setHot(false);
  };

  return (
    <article
      aria-label={`${t('assistant.name')}, ${at && timeOfDay(at)}`}
      // An answer is read out once, when it is whole: word by word nobody could follow.
      aria-live="off"
      aria-busy={live}
      data-message-id={message?.id}
      data-run={run?.status}
      data-roving=""
      tabIndex={tabStop ? 0 : -1}
      onPointerEnter={() => setHot(true)}
      onPointerLeave={() => setHot(false)}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
      onFocus={() => {
        onStop(rowKey);
        setHot(true);
      }}
      className={clsx(
        'relative mt-2 grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 rounded-xl px-2 pt-1 pb-1 -outline-offset-2 md:px-3',
        flash && 'animate-flash',
      )}
    >
      <div className="pt-0.5">
        <AssistantAvatar busy={live && run.status !== 'waiting'} />
      </div>
      <div className="min-w-0">
        <MessageHead name={t('assistant.name')} mine={false} at={at} />
        {about && <Quote messageId={about} />}
        {deleted ? (
          <p className="text-faint italic">{t('message.deleted')}</p>
        ) : (
          <Answer message={message} run={run} live={live} />
        )}
      </div>
      {message && (hot || held) && !deleted && <MessageActions message={message} onHold={setHeld} />}
    </article>
  );
});

interface AnswerProps {
  message: Message | null;
  run: RunState | undefined;
  live: boolean;
}

function Answer({ message, run, live }: AnswerProps) {
  const parts: readonly Part[] = message?.content.parts ?? composeAnswer(run?.parts ?? []).parts;
  return (
    <>
      {run && <Steps run={run} live={live} />}
      <AnswerBody parts={parts} streaming={live && run?.status !== 'waiting'} />
      {run && live && <Approvals run={run} />}
      {run && <AnswerState run={run} live={live} />}
      {message && <Reactions message={message} />}
      {(message || run) && !live && <AnswerFoot message={message} run={run} />}
    </>
  );
}
