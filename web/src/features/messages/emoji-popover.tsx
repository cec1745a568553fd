import { Popover } from 'radix-ui';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { Skeleton } from '../../ui/skeleton.tsx';

const EmojiPicker = lazy(() => import('./emoji-picker.tsx').then((module) => ({ default: module.EmojiPicker })));

interface EmojiPopoverProps {
  trigger: ReactNode;
  onPick: (emoji: string) => void;
  onOpenChange?: (open: boolean) => void;
}

/** A button that opens the emoji picker. */
export function EmojiPopover({ trigger, onPick, onOpenChange }: EmojiPopoverProps) {
  const [open, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('emoji.title')}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 h-80 w-[min(20.5rem,calc(100vw-1rem))] animate-rise overflow-hidden rounded-2xl bg-raised shadow-float focus:outline-none"
        >
          <Suspense fallback={<Skeleton className="m-3 h-9" />}>
            <EmojiPicker
              onPick={(emoji) => {
                change(false);
                onPick(emoji);
              }}
            />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
