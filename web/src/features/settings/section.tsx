import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  hint?: string;
  children: ReactNode;
}

/** One group of settings: what it is about at the side, the controls beside it. */
export function Section({ title, hint, children }: SectionProps) {
  return (
    <section aria-label={title} className="border-t border-line py-6 first:border-t-0 first:pt-2">
      <h3 className="text-lg font-semibold">{title}</h3>
      {hint && <p className="text-sm text-faint">{hint}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
