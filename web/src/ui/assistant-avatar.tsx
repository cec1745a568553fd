import clsx from 'clsx';
import { Sparkles } from 'lucide-react';

const sizes = {
  xs: 'size-5 rounded-md',
  sm: 'size-7 rounded-lg',
  md: 'size-9 rounded-xl',
  lg: 'size-11 rounded-2xl',
  xl: 'size-16 rounded-3xl',
};

/** The assistant's face: a sign where people have letters, on the product's own colour. Decorative, as theirs are. */
export function AssistantAvatar({ size = 'md', busy = false }: { size?: keyof typeof sizes; busy?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'inline-flex shrink-0 items-center justify-center bg-linear-135 from-accent to-accent-strong text-on-accent',
        sizes[size],
      )}
    >
      <Sparkles className={clsx('size-[54%]', busy && 'animate-breathe')} strokeWidth={2} />
    </span>
  );
}
