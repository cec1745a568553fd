import { Link } from '@tanstack/react-router';
import { useChat } from '../../app/chat-store.tsx';
import { t } from '../../i18n/index.ts';
import { AssistantAvatar } from '../../ui/assistant-avatar.tsx';
import { modifier } from '../../ui/kbd.tsx';
import { ExamplePrompts } from '../assistant/example-prompts.tsx';
import { useStartAssistant } from '../assistant/use-start-assistant.ts';

/** What stands beside the list while no conversation is chosen: the assistant, and the way to people. */
export function HomePage() {
  const empty = useChat((state) => state.phase === 'ready' && state.conversationIds.length === 0);
  const start = useStartAssistant();
  return (
    <div className="m-auto flex w-full max-w-xl animate-fade flex-col items-center px-6 py-10 text-center">
      <AssistantAvatar size="xl" />
      <p className="mt-4 text-xl font-semibold text-balance">{t('assistant.greeting')}</p>
      <p className="mt-1 mb-6 text-balance text-muted">{t('assistant.start_hint')}</p>
      <ExamplePrompts disabled={start.isPending} onAsk={(question) => start.mutate(question)} />
      <p className="mt-8 text-sm text-faint">
        {empty ? t('list.empty_hint') : t('chat.empty_home_hint', { keys: `${modifier}K` })}
      </p>
      {empty && (
        <Link
          to="/app/people"
          className="mt-3 inline-flex h-10 items-center rounded-xl bg-raised px-4 font-medium shadow-[inset_0_0_0_1px_var(--line)] hover:bg-side"
        >
          {t('list.find_people')}
        </Link>
      )}
    </div>
  );
}
