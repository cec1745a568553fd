import { Check, ChevronDown } from 'lucide-react';
import { t } from '../../i18n/index.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { modelName } from './engine-note.tsx';
import { chooseModel, useChosenModel } from './use-model.ts';

/** Which model answers in this conversation; nothing where there is nothing to choose from. */
export function ModelPicker({ conversationId, models }: { conversationId: string; models: readonly string[] }) {
  const chosen = useChosenModel(conversationId);
  if (models.length === 0) return null;
  const known = chosen !== null && models.includes(chosen) ? chosen : null;
  const mark = (isChosen: boolean) => (isChosen ? <Check /> : <span className="size-4.5" />);
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={t('assistant.model')}
          className="ms-1 mb-1.5 inline-flex h-7 max-w-full items-center gap-1 self-start rounded-lg px-2 text-xs text-muted hover:bg-ink/6 hover:text-ink"
        >
          <span className="truncate">{known === null ? t('assistant.model_default') : modelName(known)}</span>
          <ChevronDown className="size-3.5 shrink-0" aria-hidden />
        </button>
      }
    >
      <MenuItem icon={mark(known === null)} onSelect={() => chooseModel(conversationId, null)}>
        {t('assistant.model_default')}
      </MenuItem>
      {models.map((model) => (
        <MenuItem key={model} icon={mark(model === known)} onSelect={() => chooseModel(conversationId, model)}>
          {modelName(model)}
        </MenuItem>
      ))}
    </Menu>
  );
}
