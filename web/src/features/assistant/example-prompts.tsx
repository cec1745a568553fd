import { Calculator, ChartColumn, Clock3, Hand } from 'lucide-react';
import { type TextKey, t } from '../../i18n/index.ts';

/** Things to ask that the assistant can do with no language model at all. */
const examples = [
  { icon: Hand, label: 'assistant.example_hello', prompt: 'assistant.example_hello_prompt' },
  { icon: ChartColumn, label: 'assistant.example_chart', prompt: 'assistant.example_chart_prompt' },
  { icon: Calculator, label: 'assistant.example_sum', prompt: 'assistant.example_sum_prompt' },
  { icon: Clock3, label: 'assistant.example_time', prompt: 'assistant.example_time_prompt' },
] as const satisfies readonly { icon: typeof Hand; label: TextKey; prompt: TextKey }[];

interface ExamplePromptsProps {
  disabled?: boolean;
  onAsk: (question: string) => void;
}

/** Questions to begin with; one click asks. */
export function ExamplePrompts({ disabled = false, onAsk }: ExamplePromptsProps) {
  return (
    <ul className="grid w-full gap-2 sm:grid-cols-2">
      {examples.map(({ icon: Icon, label, prompt }) => (
        <li key={label}>
          <button
            type="button"
            disabled={disabled}
            onClick={() => onAsk(t(prompt))}
            className="flex size-full items-start gap-3 rounded-2xl bg-raised p-3 text-start shadow-[inset_0_0_0_1px_var(--line)] transition-colors hover:bg-side disabled:opacity-60"
          >
            <Icon className="mt-0.5 size-4.5 shrink-0 text-accent-ink" aria-hidden />
            <span className="min-w-0">
              <span className="block text-sm font-medium">{t(label)}</span>
              <span dir="auto" className="line-clamp-2 text-start text-sm text-muted">
                {t(prompt)}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
