import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { Spinner } from './spinner.tsx';

type Look = 'primary' | 'plain' | 'quiet' | 'quiet-danger' | 'danger';

const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong shadow-lift',
  plain: 'bg-raised text-ink shadow-[inset_0_0_0_1px_var(--line),0_1px_2px_oklch(0.3_0.03_70/0.05)] hover:bg-side',
  quiet: 'text-muted hover:bg-ink/6 hover:text-ink',
  'quiet-danger': 'text-danger hover:bg-danger-soft',
  danger: 'bg-danger text-on-danger hover:brightness-110 shadow-lift',
};

interface ButtonProps extends ComponentProps<'button'> {
  /** Default: `plain`. */
  look?: Look;
  /** Shows a spinner and takes no clicks. */
  busy?: boolean;
  icon?: ReactNode;
}

/** The one button with words. */
export function Button({ look = 'plain', busy = false, icon, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(
        'inline-flex h-10 shrink-0 items-center justify-center gap-2 rounded-xl px-4 text-base font-medium whitespace-nowrap transition-colors',
        'disabled:opacity-55',
        looks[look],
        className,
      )}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** The accessible name, also shown on hover. */
  label: string;
  /** Default: `md`, 36 px; `sm` is 28 px. */
  size?: 'sm' | 'md';
}

/** A button that shows only an icon and says its name to those who cannot see it. */
export function IconButton({ label, size = 'md', className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={clsx(
        'inline-flex shrink-0 items-center justify-center text-muted transition-colors hover:bg-ink/7 hover:text-ink disabled:opacity-40 disabled:hover:bg-transparent',
        'data-[state=open]:bg-ink/7 data-[state=open]:text-ink',
        size === 'md' ? 'size-9 rounded-xl [&_svg]:size-5' : 'size-7 rounded-lg [&_svg]:size-4',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
