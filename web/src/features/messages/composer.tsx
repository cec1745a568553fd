import clsx from 'clsx';
import { ArrowUp, Check, Paperclip, SmilePlus, Square } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { t } from '../../i18n/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { ModelPicker } from '../assistant/model-picker.tsx';
import { useCapabilities } from '../assistant/use-capabilities.ts';
import { conversationName } from '../people/names.ts';
import { useOpenChat } from './chat-context.ts';
import { ComposerContext } from './composer-context.tsx';
import { EmojiPopover } from './emoji-popover.tsx';
import { MentionMenu } from './mention-menu.tsx';
import { UploadTray } from './upload-tray.tsx';
import { type ComposerTask, useComposer } from './use-composer.ts';
import { useMentions } from './use-mentions.ts';

interface ComposerProps extends Omit<ComposerTask, 'conversationId'> {
  onEditLast: () => void;
  /** Stops the answer that is being written; null where there is none, or where that is not ours to do. */
  onStop: (() => void) | null;
}

const tallest = 208;
const frame =
  'relative rounded-2xl bg-raised shadow-[inset_0_0_0_1px_var(--line),0_2px_8px_oklch(0.3_0.03_70/0.06)] transition-shadow ' +
  'focus-within:shadow-[inset_0_0_0_1.5px_var(--accent),0_2px_8px_oklch(0.3_0.03_70/0.06)]';

/** Where messages are written: grows with the text, keeps drafts, sends on Enter. */
export function Composer({ onEditLast, onStop, ...task }: ComposerProps) {
  const { files, replyTo, editing, onEndContext } = task;
  const { conversation, myId } = useOpenChat();
  const models = useCapabilities()?.models ?? [];
  const { field, text, write, insert, send, canSend, problem } = useComposer({
    conversationId: conversation.id,
    ...task,
  });
  const mentions = useMentions((query, name) => {
    const end = query.start + 1 + query.text.length;
    write(text.slice(0, query.start) + name + text.slice(end), query.start + name.length);
  });
  const label = editing
    ? t('composer.editing')
    : conversation.kind === 'assistant'
      ? t('assistant.placeholder')
      : t('composer.placeholder', { name: conversationName(conversation, myId) });

  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, tallest)}px`;
  });

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || mentions.onKeyDown(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) send();
    else if (event.key === 'Escape' && (replyTo || editing)) onEndContext();
    else if (event.key === 'ArrowUp' && text === '' && !editing) onEditLast();
    else return;
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (editing || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    files.add(event.clipboardData.files);
  };

  return (
    <div className={frame}>
      {mentions.open && (
        <MentionMenu
          id={mentions.id}
          members={mentions.members}
          current={mentions.current}
          onChoose={mentions.choose}
        />
      )}
      <ComposerContext replyTo={replyTo} editing={editing} onEnd={onEndContext} />
      {!editing && <UploadTray uploads={files.uploads} onRemove={files.remove} onRetry={files.retry} />}
      <div className="flex items-end gap-0.5 p-1.5">
        {!editing && <AttachButton onFiles={files.add} />}
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          aria-label={label}
          placeholder={label}
          aria-describedby={problem ? 'composer-problem' : undefined}
          enterKeyHint="send"
          onChange={(event) => {
            write(event.target.value);
            mentions.track(event.target.value, event.target.selectionStart);
          }}
          onSelect={(event) => mentions.track(text, event.currentTarget.selectionStart)}
          onBlur={mentions.close}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          {...mentions.inputProps}
          className={clsx(
            'max-h-52 min-h-9 placeholder-shown:overflow-hidden placeholder-shown:text-ellipsis placeholder-shown:whitespace-nowrap min-w-0 flex-1 resize-none bg-transparent px-1.5 py-1.5 leading-6 placeholder:text-faint focus:outline-none',
            editing && 'ps-3',
          )}
        />
        <EmojiPopover
          onPick={insert}
          trigger={
            <IconButton label={t('composer.emoji')}>
              <SmilePlus />
            </IconButton>
          }
        />
        {onStop && !canSend ? (
          <StopButton onClick={onStop} />
        ) : (
          <SendButton saves={editing !== null} disabled={!canSend} onClick={send} />
        )}
      </div>
      {conversation.kind === 'assistant' && !editing && (
        <ModelPicker conversationId={conversation.id} models={models} />
      )}
      {problem && (
        <p id="composer-problem" role="alert" className="px-4 pb-2.5 text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={t('composer.attach')} onClick={() => picker.current?.click()}>
        <Paperclip />
      </IconButton>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles(event.target.files ?? []);
          event.target.value = '';
        }}
      />
    </>
  );
}

function SendButton({ saves, disabled, onClick }: { saves: boolean; disabled: boolean; onClick: () => void }) {
  const label = t(saves ? 'common.save' : 'composer.send');
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      className="ms-0.5 flex size-9 shrink-0 items-center justify-center rounded-xl bg-accent text-on-accent transition-colors hover:bg-accent-strong disabled:bg-ink/7 disabled:text-faint"
    >
      {saves ? <Check className="size-5" /> : <ArrowUp className="size-5" />}
    </button>
  );
}

function StopButton({ onClick }: { onClick: () => void }) {
  return (
    <button
      type="button"
      aria-label={t('assistant.stop')}
      aria-keyshortcuts="Escape"
      title={`${t('assistant.stop')} (Esc)`}
      onClick={onClick}
      className="ms-0.5 flex size-9 shrink-0 animate-fade items-center justify-center rounded-xl bg-ink text-paper transition-opacity hover:opacity-85"
    >
      <Square className="size-3.5 fill-current" />
    </button>
  );
}
