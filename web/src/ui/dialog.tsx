import clsx from 'clsx';
import { X } from 'lucide-react';
import { AlertDialog as RadixAlert, Dialog as RadixDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { Button } from './button.tsx';

const overlay = 'fixed inset-0 z-40 animate-fade bg-[oklch(0.2_0.02_70/0.42)]';
const panel =
  'fixed z-50 flex flex-col bg-raised shadow-float animate-rise focus:outline-none ' +
  'inset-x-0 bottom-0 max-h-[88dvh] rounded-t-3xl pb-safe ' +
  'sm:inset-x-auto sm:start-1/2 sm:bottom-auto sm:top-[12dvh] sm:max-h-[76dvh] sm:w-full sm:-translate-x-1/2 sm:rounded-3xl sm:pb-0 rtl:sm:translate-x-1/2';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  hint?: string;
  /** Hides the heading from sight, not from screen readers. */
  bare?: boolean;
  className?: string;
  children: ReactNode;
}

/** A dialog in the middle of a wide screen and a sheet at the foot of a narrow one. */
export function Dialog({ open, onOpenChange, title, hint, bare = false, className, children }: DialogProps) {
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={overlay} />
        <RadixDialog.Content
          className={clsx(panel, 'sm:max-w-md', className)}
          {...(hint ? {} : { 'aria-describedby': undefined })}
        >
          <div className={bare ? 'sr-only' : 'flex items-start gap-3 px-6 pt-5 pb-3'}>
            <div className="min-w-0 flex-1">
              <RadixDialog.Title className="text-lg font-semibold">{title}</RadixDialog.Title>
              {hint && <RadixDialog.Description className="text-base text-muted">{hint}</RadixDialog.Description>}
            </div>
            {!bare && (
              <RadixDialog.Close
                aria-label={t('common.close')}
                className="-me-2 -mt-1 flex size-9 items-center justify-center rounded-xl text-muted hover:bg-ink/7 hover:text-ink"
              >
                <X className="size-5" />
              </RadixDialog.Close>
            )}
          </div>
          {children}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  hint: string;
  /** What the button says; the verb of the deed. */
  action: string;
  busy?: boolean;
  error?: string | undefined;
  onConfirm: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ open, onOpenChange, title, hint, action, busy, error, onConfirm }: ConfirmProps) {
  return (
    <RadixAlert.Root open={open} onOpenChange={onOpenChange}>
      <RadixAlert.Portal>
        <RadixAlert.Overlay className={overlay} />
        <RadixAlert.Content className={clsx(panel, 'p-6 sm:top-[24dvh] sm:max-w-sm')}>
          <RadixAlert.Title className="text-lg font-semibold wrap-anywhere">{title}</RadixAlert.Title>
          <RadixAlert.Description className="mt-1 text-base text-muted">{hint}</RadixAlert.Description>
          {error && (
            <p role="alert" className="mt-3 text-sm text-danger">
              {error}
            </p>
          )}
          <div className="mt-6 flex justify-end gap-2 pb-safe sm:pb-6">
            <RadixAlert.Cancel asChild>
              <Button>{t('common.cancel')}</Button>
            </RadixAlert.Cancel>
            <Button look="danger" busy={busy ?? false} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </RadixAlert.Content>
      </RadixAlert.Portal>
    </RadixAlert.Root>
  );
}
