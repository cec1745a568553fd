import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { t } from '../i18n/index.ts';
import { EmptyState, ErrorState } from '../ui/state.tsx';
import { describeError } from './errors.ts';

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <main className="flex h-dvh flex-col bg-paper">
      <EmptyState icon={<Compass />} title={t('app.not_found')} hint={t('app.not_found_hint')}>
        <Link to="/app" className="text-base font-medium text-accent-ink underline underline-offset-4">
          {t('app.home')}
        </Link>
      </EmptyState>
    </main>
  );
}

/** A page that could not be shown at all. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <main className="flex h-full min-h-80 flex-col bg-paper">
      <ErrorState title={t('error.page')} detail={describeError(error)} onRetry={reset} />
    </main>
  );
}
