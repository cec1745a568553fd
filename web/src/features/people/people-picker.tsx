import type { PublicUser } from '@parlance/contracts';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { ErrorState } from '../../ui/state.tsx';
import { useRoving } from '../../ui/use-roving.ts';
import { displayName } from './names.ts';
import { usePeople } from './use-people.ts';

interface PeoplePickerProps {
  chosen: readonly PublicUser[];
  onChange: (chosen: PublicUser[]) => void;
  /** Who cannot be chosen: members already. */
  exclude?: ReadonlySet<string>;
}

/** Choosing several people: those chosen as tokens, everyone else in a list to search. */
export function PeoplePicker({ chosen, onChange, exclude }: PeoplePickerProps) {
  const [text, setText] = useState('');
  const { query, people, q } = usePeople(text);
  const candidates = people.filter((person) => !exclude?.has(person.id));
  const roving = useRoving(candidates.map((person) => person.id));
  const isChosen = (id: string) => chosen.some((person) => person.id === id);
  const toggle = (person: PublicUser) =>
    onChange(isChosen(person.id) ? chosen.filter(({ id }) => id !== person.id) : [...chosen, person]);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {chosen.length > 0 && (
        <ul className="mb-2 flex max-h-24 shrink-0 flex-wrap gap-1.5 overflow-y-auto">
          {chosen.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                aria-label={t('group.remove', { name: displayName(person) })}
                onClick={() => toggle(person)}
                className="flex h-7 max-w-52 animate-fade items-center gap-1.5 rounded-lg bg-accent-soft ps-2.5 pe-1.5 text-sm font-medium text-accent-ink hover:brightness-95"
              >
                <span dir="auto" className="truncate">
                  {displayName(person)}
                </span>
                <X className="size-3.5 shrink-0" aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <SearchInput label={t('people.search')} value={text} onChange={(event) => setText(event.target.value)} />
      <div className="-mx-2 mt-2 min-h-44 flex-1 overflow-y-auto overscroll-contain">
        {query.isPending && <RowSkeletons count={3} />}
        {query.isError && candidates.length === 0 && (
          <ErrorState detail={describeError(query.error)} onRetry={() => void query.refetch()} />
        )}
        {query.isSuccess && candidates.length === 0 && (
          <p className="px-3 py-8 text-center text-base text-muted">
            {q ? t('people.no_match', { query: q }) : t('people.none_left')}
          </p>
        )}
        <ul onKeyDown={roving.onKeyDown}>
          {candidates.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                aria-pressed={isChosen(person.id)}
                onClick={() => toggle(person)}
                className="flex w-full items-center gap-3 rounded-xl px-2 py-1.5 text-start -outline-offset-2 hover:bg-ink/5"
                {...roving.item(person.id)}
              >
                <Avatar id={person.id} name={displayName(person)} />
                <span className="min-w-0 flex-1">
                  <span dir="auto" className="block truncate text-left leading-5 font-medium">
                    {displayName(person)}
                  </span>
                  <span dir="auto" className="block truncate text-left text-xs text-faint">
                    @{person.username}
                  </span>
                </span>
                <span
                  className={
                    isChosen(person.id)
                      ? 'flex size-5 items-center justify-center rounded-md bg-accent text-on-accent'
                      : 'size-5 rounded-md shadow-[inset_0_0_0_1.5px_var(--edge)]'
                  }
                >
                  {isChosen(person.id) && <Check className="size-3.5" strokeWidth={3} />}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <Button look="quiet" className="mx-auto my-2 flex" onClick={() => void query.fetchNextPage()}>
            {t('common.show_more')}
          </Button>
        )}
      </div>
    </div>
  );
}
