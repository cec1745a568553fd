import clsx from 'clsx';
import { Search } from 'lucide-react';
import type { ComponentProps } from 'react';

interface SearchInputProps extends ComponentProps<'input'> {
  label: string;
}

/** An input that filters or finds. */
export function SearchInput({ label, className, ...rest }: SearchInputProps) {
  return (
    <div className={clsx('relative', className)}>
      <Search
        className="pointer-events-none absolute start-3 top-1/2 size-4.5 -translate-y-1/2 text-faint"
        aria-hidden
      />
      <input
        type="search"
        dir="auto"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        className="h-10 w-full rounded-xl bg-ink/5 ps-10 pe-3 text-base placeholder:text-faint focus-visible:bg-raised focus-visible:shadow-[inset_0_0_0_2px_var(--accent)] focus-visible:outline-none [&::-webkit-search-cancel-button]:hidden"
        {...rest}
      />
    </div>
  );
}
