import { CloudAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { Button } from './button.tsx';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  hint?: string | undefined;
  /** The next step: a button or a link. */
  children?: ReactNode;
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ icon, title, hint, children }: EmptyStateProps) {
  return (
    <div className="m-auto flex max-w-80 animate-fade flex-col items-center px-6 py-10 text-center">
      <div className="mb-4 flex size-14 items-center justify-center rounded-3xl bg-accent-soft text-accent-ink [&_svg]:size-6">
        {icon}
      </div>
      <p className="text-lg font-semibold text-balance wrap-anywhere">{title}</p>
      {hint && <p className="mt-1 text-base text-balance text-muted">{hint}</p>}
      {children && <div className="mt-5 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}

interface ErrorStateProps {
  title?: string;
  detail?: string;
  onRetry?: (() => void) | undefined;
}

/** It went wrong: what happened, and a way to try again. */
export function ErrorState({ title = t('error.load'), detail, onRetry }: ErrorStateProps) {
  return (
    <div role="alert" className="m-auto flex max-w-80 animate-fade flex-col items-center px-6 py-10 text-center">
      <div className="mb-4 flex size-14 items-center justify-center rounded-3xl bg-danger-soft text-danger">
        <CloudAlert className="size-6" />
      </div>
      <p className="text-lg font-semibold text-balance">{title}</p>
      {detail && <p className="mt-1 text-base text-balance text-muted">{detail}</p>}
      {onRetry && (
        <Button className="mt-5" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
    </div>
  );
}
