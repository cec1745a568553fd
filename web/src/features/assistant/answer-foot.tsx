import type { Message } from '@parlance/contracts';
import type { RunState } from '@parlance/sdk';
import { Check, Copy, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { announce } from '../../app/announcer.tsx';
import { currentLocale, t, tCount } from '../../i18n/index.ts';
import { IconButton } from '../../ui/button.tsx';
import { useOpenChat } from '../messages/chat-context.ts';
import { EngineNote } from './engine-note.tsx';
import { StepsButton } from './steps-button.tsx';
import { currentRun } from './use-run.ts';
import { useRegenerate } from './use-run-actions.ts';

const copiedMs = 1_500;

interface AnswerFootProps {
  message: Message | null;
  run: RunState | undefined;
}

/** Under an answer: what can be done with it, and who gave it at what cost. */
export function AnswerFoot({ message, run }: AnswerFootProps) {
  const { conversation, myId } = useOpenChat();
  const regenerate = useRegenerate();
  const text = message?.content.text ?? '';
  const isIdle = currentRun(conversation) === undefined;
  return (
    <footer className="-ms-1.5 mt-0.5 flex min-h-7 flex-wrap items-center gap-x-1 text-xs text-faint">
      {text !== '' && <CopyButton text={text} />}
      {message && run?.userId === myId && (
        <IconButton
          size="sm"
          label={t('assistant.regenerate')}
          disabled={!isIdle || regenerate.isPending}
          onClick={() => regenerate.mutate(run.id)}
        >
          <RotateCcw />
        </IconButton>
      )}
      {message?.run_id && <StepsButton conversationId={conversation.id} runId={message.run_id} run={run} />}
      {run && message && (
        <span className="ms-1.5 flex min-w-0 items-center gap-2">
          <EngineNote engine={run.engine} model={run.model} />
          <Cost run={run} />
        </span>
      )}
    </footer>
  );
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    announce(t('message.copied'));
    setCopied(true);
    setTimeout(() => setCopied(false), copiedMs);
  };
  return (
    <IconButton size="sm" label={t('assistant.copy')} onClick={() => void copy()}>
      {copied ? <Check className="text-accent-ink" /> : <Copy />}
    </IconButton>
  );
}

function Cost({ run: { usage } }: { run: RunState }) {
  if (!usage || usage.total_tokens === 0) return null;
  const { cost_usd: cost, input_tokens, output_tokens, total_tokens } = usage;
  const money = (dollars: number) =>
    dollars.toLocaleString(currentLocale(), { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });
  return (
    <span title={t('assistant.usage', { input: input_tokens, output: output_tokens })} className="truncate">
      {tCount('assistant.tokens', total_tokens)}
      {cost ? ` · ${money(cost)}` : ''}
    </span>
  );
}
