import type { Message } from '@parlance/contracts';
import type { ConversationState } from '@parlance/sdk';
import { useMutation } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useMyId } from '../../app/chat-store.tsx';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { notify } from '../../ui/toast.tsx';
import { useStopCurrent } from '../assistant/use-stop-current.ts';
import { ChatContext, type OpenChat } from './chat-context.ts';
import { Composer } from './composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { saveDraft } from './drafts.ts';
import { writtenText } from './message-draft.ts';
import { Timeline, type TimelineHandle } from './timeline.tsx';
import { TypingLine } from './typing-line.tsx';
import { useFileDrop } from './use-file-drop.ts';
import { useJump } from './use-jump.ts';
import { useUploads } from './use-uploads.ts';

interface OpenConversationProps {
  conversation: ConversationState;
  details: boolean;
}

/** A conversation whose history is there: what its parts share, and the parts. */
export function OpenConversation({ conversation, details }: OpenConversationProps) {
  const myId = useMyId();
  const timeline = useRef<TimelineHandle>(null);
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const [editing, setEditing] = useState<Message | null>(null);
  const [drafts, setDrafts] = useState(0);
  const [deleting, setDeleting] = useState<Message | null>(null);
  const files = useUploads();
  const drop = useFileDrop(files.add);
  const jumpTo = useJump(conversation, timeline);
  const stop = useStopCurrent(conversation, myId);

  const endContext = () => {
    setReplyTo(null);
    setEditing(null);
  };
  const chat: OpenChat = {
    conversation,
    myId,
    startReply: (message) => {
      setEditing(null);
      setReplyTo(message);
    },
    startEdit: setEditing,
    askAgain: (message) => {
      endContext();
      saveDraft(conversation.id, writtenText(message));
      setDrafts((count) => count + 1);
    },
    askDelete: setDeleting,
    toggleReaction: (message, emoji) => {
      const mine = message.reactions.find((each) => each.emoji === emoji)?.user_ids.includes(myId);
      const change = mine ? client.messages.unreact(message.id, emoji) : client.messages.react(message.id, emoji);
      change.catch((error: unknown) => notify(describeError(error)));
    },
    jumpTo,
  };
  const editLast = () => {
    const last = conversation.messages.findLast((message) => message.sender_id === myId && !message.deleted_at);
    if (!last) return;
    if (conversation.kind === 'assistant') chat.askAgain(last);
    else setEditing(last);
  };

  return (
    <ChatContext value={chat}>
      <section className="relative flex min-w-0 flex-1 flex-col" {...drop.handlers}>
        <ConversationHeader details={details} />
        <Timeline handle={timeline} />
        <div className="mx-auto w-full max-w-4xl shrink-0 px-3 pb-safe md:px-6">
          <TypingLine conversation={conversation} />
          <Composer
            key={editing?.id ?? `new:${drafts}`}
            eager={drafts > 0}
            files={files}
            replyTo={replyTo}
            editing={editing}
            onEndContext={endContext}
            onEditLast={editLast}
            onStop={stop}
          />
        </div>
        {drop.over && <DropZone />}
        {deleting && <DeleteMessage message={deleting} onDone={() => setDeleting(null)} />}
      </section>
    </ChatContext>
  );
}

function DropZone() {
  return (
    <div className="pointer-events-none absolute inset-3 z-30 flex animate-fade flex-col items-center justify-center gap-3 rounded-3xl border-2 border-dashed border-accent bg-accent-soft/92 text-accent-ink">
      <Upload className="size-8" aria-hidden />
      <p className="text-lg font-semibold">{t('composer.drop')}</p>
    </div>
  );
}

function DeleteMessage({ message, onDone }: { message: Message; onDone: () => void }) {
  const remove = useMutation({ mutationFn: () => client.messages.remove(message.id), onSuccess: onDone });
  return (
    <ConfirmDialog
      open
      onOpenChange={onDone}
      title={t('message.delete_title')}
      hint={t('message.delete_hint')}
      action={t('message.delete')}
      busy={remove.isPending}
      error={remove.isError ? describeError(remove.error) : undefined}
      onConfirm={() => remove.mutate()}
    />
  );
}
