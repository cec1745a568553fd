import { Cpu } from 'lucide-react';
import { Popover } from 'radix-ui';
import { t } from '../../i18n/index.ts';

/** `vendor:model` as people call it: the model. */
export const modelName = (model: string): string => model.replace(/^[^:]+:/, '');

/** Who answered: the model's name, or that it was the built-in engine and how to set a model up. */
export function EngineNote({ engine, model }: { engine: string; model: string | null }) {
  if (engine === '') return null;
  if (engine !== 'builtin') {
    return (
      <span title={model ?? engine} className="truncate">
        {model === null ? engine : modelName(model)}
      </span>
    );
  }
  return (
    <Popover.Root>
      <Popover.Trigger className="inline-flex items-center gap-1.5 rounded-md text-xs text-faint underline decoration-line underline-offset-3 hover:text-ink">
        <Cpu className="size-3.5" aria-hidden />
        {t('assistant.builtin')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('assistant.builtin')}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 w-80 max-w-[calc(100vw-1rem)] animate-rise rounded-2xl bg-raised p-4 text-sm shadow-float focus:outline-none"
        >
          <p>{t('assistant.builtin_hint')}</p>
          <p className="mt-2 text-muted">{t('assistant.model_how')}</p>
          <pre dir="ltr" className="mt-2 overflow-x-auto rounded-lg bg-sunken px-3 py-2 font-mono text-xs leading-5">
            {'LLM=ollama:qwen2.5:3b\nLLM=openai:gpt-5-mini\nLLM=anthropic:claude-haiku-4-5'}
          </pre>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
