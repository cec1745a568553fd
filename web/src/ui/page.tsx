import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';

/** The way back to the list, on screens where list and page don't fit side by side. */
export function BackLink() {
  return (
    <Link
      to="/app"
      aria-label={t('app.back')}
      className="-ms-1 flex size-9 shrink-0 items-center justify-center rounded-xl text-muted hover:bg-ink/7 hover:text-ink md:hidden"
    >
      <ArrowLeft className="size-5 rtl:-scale-x-100" />
    </Link>
  );
}

interface PageProps {
  title: string;
  hint?: string;
  /** Stays under the heading while the rest scrolls. */
  toolbar?: ReactNode;
  children: ReactNode;
}

/** A page beside the list that is not a conversation: heading, tools, one readable column. */
export function Page({ title, hint, toolbar, children }: PageProps) {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="mx-auto w-full max-w-2xl px-4 pt-3 pb-3 md:px-6 md:pt-8">
        <div className="flex min-h-9 items-center gap-2">
          <BackLink />
          <h2 className="text-lg font-semibold tracking-tight md:text-xl">{title}</h2>
        </div>
        {hint && <p className="hidden text-base text-muted md:block">{hint}</p>}
        {toolbar && <div className="mt-3 md:mt-4">{toolbar}</div>}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto flex min-h-full w-full max-w-2xl flex-col px-4 pb-8 md:px-6">{children}</div>
      </div>
    </div>
  );
}
