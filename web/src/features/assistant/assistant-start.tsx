import { useStore } from '../../app/chat-store.tsx';
import { t } from '../../i18n/index.ts';
import { AssistantAvatar } from '../../ui/assistant-avatar.tsx';
import { useOpenChat } from '../messages/chat-context.ts';
import { EngineNote } from './engine-note.tsx';
import { ExamplePrompts } from './example-prompts.tsx';
import { useCapabilities } from './use-capabilities.ts';

/** The top of a conversation with the assistant: what it can do, and questions to begin with while nothing was asked. */
export function AssistantStart() {
  const store = useStore();
  const { conversation } = useOpenChat();
  const capabilities = useCapabilities();
  const isNew = conversation.messages.length === 0 && conversation.outgoing.length === 0;
  return (
    <div className="flex flex-col items-start gap-4 px-3 pt-8 pb-4">
      <AssistantAvatar size="xl" />
      <div>
        <p className="text-lg font-semibold text-balance">{t('assistant.greeting')}</p>
        <p className="text-pretty text-muted">{t('assistant.start_hint')}</p>
      </div>
      {isNew && <ExamplePrompts onAsk={(question) => store.send(conversation.id, question)} />}
      {isNew && capabilities?.models.length === 0 && <EngineNote engine="builtin" model={null} />}
    </div>
  );
}
