import clsx from 'clsx';
import { UsersRound } from 'lucide-react';

const hues = [12, 38, 64, 92, 128, 158, 188, 218, 246, 276, 308, 340];
const sizes = {
  xs: 'size-5 rounded-md text-[0.625rem]',
  sm: 'size-7 rounded-lg text-2xs',
  md: 'size-9 rounded-xl text-sm',
  lg: 'size-11 rounded-2xl text-base',
  xl: 'size-16 rounded-3xl text-2xl',
};

const hueOf = (id: string) => {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hues[sum % hues.length] ?? 192;
};

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const firstLetter = (word: string) => {
  const [first] = segmenter.segment(word);
  return first?.segment.toLocaleUpperCase() ?? '';
};

/** One or two letters that stand for a name, in any script. */
function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const first = words[0] ?? name;
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  // Arabic and Hebrew letters join or read badly as pairs; one is what their readers expect.
  const single = /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(first);
  return firstLetter(first) + (last && !single ? firstLetter(last) : '');
}

interface AvatarProps {
  /** What the colour is made from: an id that never changes. */
  id: string;
  name: string;
  group?: boolean;
  /** Default: `md`. */
  size?: keyof typeof sizes;
  /** Shows the presence dot; undefined shows none. */
  online?: boolean | undefined;
}

/** A person's or a group's face: letters on a quiet tint. Decorative: the name always stands beside it. */
export function Avatar({ id, name, group = false, size = 'md', online }: AvatarProps) {
  return (
    <span className="relative inline-flex shrink-0" aria-hidden="true">
      <span
        className={clsx('tint inline-flex items-center justify-center font-semibold select-none', sizes[size])}
        style={{ '--hue': hueOf(id) }}
      >
        {group ? <UsersRound className="size-[52%]" strokeWidth={2} /> : initials(name)}
      </span>
      {online !== undefined && (
        <span
          data-online={online}
          className={clsx(
            'absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2 border-(--ring,var(--paper))',
            online ? 'bg-online' : 'hidden',
          )}
        />
      )}
    </span>
  );
}
