import { UserRoundSearch, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useChat } from '../../app/chat-store.tsx';
import { describeError } from '../../app/errors.ts';
import { useShellActions } from '../../app/shell-actions.ts';
import { t } from '../../i18n/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { EmptyState, ErrorState } from '../../ui/state.tsx';
import { useRoving } from '../../ui/use-roving.ts';
import { displayName } from './names.ts';
import { usePeople } from './use-people.ts';
import { useStartDirect } from './use-start-direct.ts';

/** Everyone with an account: choose one to write to. */
export function PeoplePage() {
  const [text, setText] = useState('');
  const { openNewGroup } = useShellActions();
  return (
    <Page
      title={t('people.title')}
      hint={t('people.hint')}
      toolbar={
        <div className="flex gap-2">
          <SearchInput
            label={t('people.search')}
            value={text}
            autoFocus
            onChange={(event) => setText(event.target.value)}
            className="min-w-0 flex-1"
          />
          <Button icon={<UsersRound className="size-4.5" />} onClick={openNewGroup}>
            {t('people.new_group')}
          </Button>
        </div>
      }
    >
      <PeopleList text={text} />
    </Page>
  );
}

function PeopleList({ text }: { text: string }) {
  const { query, people, q } = usePeople(text);
  const online = useChat((state) => state.online);
  const start = useStartDirect();
  const roving = useRoving(people.map((person) => person.id));

  if (query.isPending) {
    return (
      <div role="status" aria-label={t('common.loading')}>
        <RowSkeletons />
      </div>
    );
  }
  if (query.isError && people.length === 0) {
    return <ErrorState detail={describeError(query.error)} onRetry={() => void query.refetch()} />;
  }
  if (people.length === 0) {
    return q ? (
      <EmptyState
        icon={<UserRoundSearch />}
        title={t('people.no_match', { query: q })}
        hint={t('people.no_match_hint')}
      />
    ) : (
      <EmptyState icon={<UsersRound />} title={t('people.none')} hint={t('people.none_hint')} />
    );
  }
  return (
    <>
      {start.isError && (
        <p role="alert" className="mb-2 rounded-xl bg-danger-soft px-3.5 py-2.5 text-sm text-danger">
          {describeError(start.error)}
        </p>
      )}
      <ul onKeyDown={roving.onKeyDown} className="-mx-2.5">
        {people.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              aria-label={t('people.write', { name: displayName(person) })}
              disabled={start.isPending}
              onClick={() => start.mutate(person.id)}
              className="flex w-full items-center gap-3 rounded-2xl px-2.5 py-2 text-start -outline-offset-2 transition-colors hover:bg-ink/5"
              {...roving.item(person.id)}
            >
              <Avatar id={person.id} name={displayName(person)} size="lg" online={online.has(person.id)} />
              <span className="min-w-0 flex-1">
                <span dir="auto" className="block truncate text-left font-medium">
                  {displayName(person)}
                </span>
                <span dir="auto" className="block truncate text-left text-sm text-faint">
                  @{person.username}
                </span>
              </span>
              {start.isPending && start.variables === person.id && <Spinner />}
            </button>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button className="mx-auto mt-4" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('common.show_more')}
        </Button>
      )}
    </>
  );
}
