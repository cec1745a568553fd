import type { Source } from '@parlance/contracts';
import { FileText } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { t } from '../../i18n/index.ts';

/** The documents an answer rests on, as chips; each opens on the words it quotes. */
export function Sources({ sources }: { sources: readonly Source[] }) {
  if (sources.length === 0) return null;
  return (
    <ul aria-label={t('assistant.sources')} className="mt-2 flex flex-wrap gap-1.5">
      {[...sources.entries()].map(([place, source]) => (
        <li key={place} className="max-w-full">
          <SourcePopover source={source} number={place + 1}>
            <button
              type="button"
              className="flex h-7 max-w-64 items-center gap-1.5 rounded-lg bg-ink/5 px-2 text-xs text-muted transition-colors hover:bg-accent-soft hover:text-accent-ink"
            >
              <span className="font-semibold tabular-nums">{place + 1}</span>
              <span dir="auto" className="truncate">
                {source.filename}
              </span>
              {source.page !== undefined && (
                <span className="shrink-0 text-faint">{t('assistant.page', { page: source.page })}</span>
              )}
            </button>
          </SourcePopover>
        </li>
      ))}
    </ul>
  );
}

interface SourcePopoverProps {
  source: Source;
  number: number;
  children: ReactNode;
}

/** What stands in the document at the place that was cited. */
export function SourcePopover({ source, number, children }: SourcePopoverProps) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>{children}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('assistant.source', { number })}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 w-96 max-w-[calc(100vw-1rem)] animate-rise rounded-2xl bg-raised p-4 shadow-float focus:outline-none"
        >
          <p className="flex items-center gap-2 text-sm font-medium">
            <FileText className="size-4 shrink-0 text-accent-ink" aria-hidden />
            <span dir="auto" className="min-w-0 truncate">
              {source.filename}
            </span>
            {source.page !== undefined && (
              <span className="shrink-0 font-normal text-faint">{t('assistant.page', { page: source.page })}</span>
            )}
          </p>
          <blockquote
            dir="auto"
            className="mt-2 max-h-64 overflow-y-auto border-s-2 border-accent/50 ps-3 text-start text-sm whitespace-pre-wrap text-muted wrap-anywhere"
          >
            {source.text}
          </blockquote>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
