import type { ReactNode } from 'react';
import { describeError } from '../../app/errors.ts';

/** The heading of an account page. */
export function FormHeading({ title, hint }: { title: string; hint: string }) {
  return (
    <header className="mb-7">
      <h1 className="text-2xl font-semibold tracking-tight text-balance">{title}</h1>
      <p className="mt-1.5 text-base text-muted">{hint}</p>
    </header>
  );
}

/** What went wrong with the form as a whole. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <p role="alert" className="animate-fade rounded-xl bg-danger-soft px-3.5 py-2.5 text-sm text-danger">
      {describeError(error)}
    </p>
  );
}

/** The line under a form that leads elsewhere. */
export function FormFooter({ children }: { children: ReactNode }) {
  return <p className="mt-7 text-center text-sm text-muted">{children}</p>;
}

/** The look of links on these pages. */
export const linkClass = 'font-medium text-accent-ink underline-offset-4 hover:underline';
