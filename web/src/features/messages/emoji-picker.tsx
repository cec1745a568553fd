import { type KeyboardEvent, useRef, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { SearchInput } from '../../ui/search-input.tsx';
import { type EmojiGroup, emojiGroups, frequentEmoji, rememberEmoji } from './emoji-data.ts';

const columns = 8;
const moves: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };

function groupsFor(text: string): EmojiGroup[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === '') {
    const frequent = frequentEmoji().map((char) => ({ char, words: '' }));
    return [{ title: 'emoji.frequent', emoji: frequent }, ...emojiGroups];
  }
  const starts = (words: string) => words.split(' ').some((word) => word.startsWith(wanted));
  return emojiGroups
    .map((group) => ({ ...group, emoji: group.emoji.filter(({ char, words }) => char === wanted || starts(words)) }))
    .filter((group) => group.emoji.length > 0);
}

/** Emoji to search and choose from, all by keyboard: type, arrows, Enter. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const [text, setText] = useState('');
  const grid = useRef<HTMLFieldSetElement>(null);
  const groups = groupsFor(text);

  const pick = (char: string) => {
    rememberEmoji(char);
    onPick(char);
  };
  const cells = () => [...(grid.current?.querySelectorAll<HTMLButtonElement>('button') ?? [])];
  const onSearchKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') cells()[0]?.focus();
    else if (event.key === 'Enter') cells()[0]?.click();
    else return;
    event.preventDefault();
  };
  const onGridKey = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const all = cells();
    const index = all.indexOf(document.activeElement as HTMLButtonElement);
    if (index + move >= 0) all[Math.min(index + move, all.length - 1)]?.focus();
  };

  return (
    <div className="flex h-full flex-col">
      <SearchInput
        label={t('emoji.search')}
        value={text}
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onSearchKey}
        className="p-2 pb-1 [&_svg]:start-5"
      />
      {/* The arrow keys are a convenience on top of ordinary buttons. */}
      <fieldset
        ref={grid}
        aria-label={t('emoji.title')}
        onKeyDown={onGridKey}
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-2"
      >
        {groups.map((group) => (
          <section key={group.title} aria-label={t(group.title)}>
            <h3 className="sticky top-0 bg-raised px-1 py-1 text-2xs font-medium text-faint">{t(group.title)}</h3>
            <div className="grid grid-cols-8">
              {group.emoji.map(({ char, words }) => (
                <button
                  key={char}
                  type="button"
                  aria-label={words ? `${char} ${words}` : char}
                  title={words.split(' ')[0]}
                  onClick={() => pick(char)}
                  className="flex aspect-square items-center justify-center rounded-lg text-xl -outline-offset-2 hover:bg-ink/7"
                >
                  {char}
                </button>
              ))}
            </div>
          </section>
        ))}
        {groups.length === 0 && <p className="py-10 text-center text-base text-muted">{t('emoji.none')}</p>}
      </fieldset>
    </div>
  );
}
