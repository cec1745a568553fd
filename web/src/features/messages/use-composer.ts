import type { Message } from '@parlance/contracts';
import { useEffect, useRef, useState } from 'react';
import { useStore } from '../../app/chat-store.tsx';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { notify } from '../../ui/toast.tsx';
import { chosenModel } from '../assistant/use-model.ts';
import { readDraft, saveDraft } from './drafts.ts';
import { draftOf, editedDraft, isTooLong, writtenText } from './message-draft.ts';
import type { useUploads } from './use-uploads.ts';

/** What a composer works on. */
export interface ComposerTask {
  conversationId: string;
  files: ReturnType<typeof useUploads>;
  replyTo: Message | null;
  editing: Message | null;
  /** Takes the focus at once: the text was put there to be changed. */
  eager: boolean;
  /** The answer or edit is done or given up. */
  onEndContext: () => void;
}

/** The text being written, and sending it. An edit never touches the draft of the next message. */
export function useComposer({ conversationId: id, files, replyTo, editing, eager, onEndContext }: ComposerTask) {
  const store = useStore();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => (editing ? writtenText(editing) : readDraft(id)));
  const [problem, setProblem] = useState<string | null>(null);

  const write = (next: string, caret?: number) => {
    setText(next);
    setProblem(null);
    if (!editing) {
      saveDraft(id, next);
      store.setTyping(id, next.trim() !== '');
    }
    // The caret can only be placed in the text once it is there.
    if (caret !== undefined) requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  };
  const insert = (piece: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {};
    write(text.slice(0, selectionStart) + piece + text.slice(selectionEnd), selectionStart + piece.length);
    field.current?.focus();
  };

  const uploading = files.uploads.some((upload) => upload.status !== 'done');
  const draft = editing ? editedDraft(editing, text) : draftOf(text, files.uploads);
  const canSend = draft !== null && (editing !== null || !uploading);

  const post = () => {
    if (!draft) return;
    if (editing) {
      if (text.trim() !== writtenText(editing)) {
        client.messages.edit(editing.id, draft).catch((error: unknown) => notify(describeError(error)));
      }
    } else {
      const model = chosenModel(id);
      store.send(id, draft, { reply_to: replyTo?.id ?? null, ...(model && { run: { model } }) });
      write('');
      files.clear();
    }
    onEndContext();
  };
  const send = () => {
    if (!canSend || !draft) return;
    if (isTooLong(draft)) return setProblem(t('composer.too_long'));
    try {
      post();
    } catch (error) {
      setProblem(describeError(error));
    }
  };

  // Someone who chose to answer or edit wants to write next.
  useEffect(() => {
    if (replyTo || editing || eager) field.current?.focus();
  }, [replyTo, editing, eager]);
  useEffect(() => () => store.setTyping(id, false), [store, id]);

  return { field, text, write, insert, send, canSend, problem };
}
