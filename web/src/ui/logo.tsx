interface LogoProps {
  /** Edge length in pixels. Default: 32. */
  size?: number;
}

/** The mark: a P that is a speech bubble. */
export function Logo({ size = 32 }: LogoProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" className="shrink-0">
      <rect width="64" height="64" rx="17" fill="var(--accent)" />
      <path d="M19 53V29a14.5 14.5 0 1 1 14.5 14.5H29z" fill="var(--on-accent)" />
      <circle cx="28.4" cy="29" r="2.7" fill="var(--accent)" />
      <circle cx="38.6" cy="29" r="2.7" fill="var(--accent)" />
    </svg>
  );
}
