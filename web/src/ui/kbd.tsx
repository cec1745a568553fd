/** A key or a chord, as printed on the keyboard. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="rounded-md bg-ink/6 px-1.5 py-0.5 font-sans text-2xs font-medium text-muted shadow-[inset_0_-1px_0_var(--line)]">
      {children}
    </kbd>
  );
}

/** The modifier that shortcuts use on this machine. */
export const modifier = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl ';
