import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { SearchX, TextSearch } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useConversation, useMyId } from '../../app/chat-store.tsx';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { t, tCount } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choice.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { EmptyState, ErrorState } from '../../ui/state.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import { useRoving } from '../../ui/use-roving.ts';
import { conversationName } from '../people/names.ts';
import { SearchHit } from './search-hit.tsx';

/** Finding messages, in one conversation or in all. What is searched for is part of the address. */
export function SearchPage() {
  const { q = '', in: within } = useSearch({ from: '/app/search' });
  const navigate = useNavigate();
  const [text, setText] = useState(q);
  // Where the search came from stays on offer after switching to all conversations.
  const [origin] = useState(within);
  const conversation = useConversation(origin ?? '');
  const myId = useMyId();
  const wanted = useDelayed(text.trim(), 250);

  useEffect(() => {
    const search = { ...(wanted && { q: wanted }), ...(within && { in: within }) };
    void navigate({ to: '/app/search', search, replace: true });
  }, [wanted, within, navigate]);

  const toolbar = (
    <div className="space-y-3">
      <SearchInput
        label={t('search.placeholder')}
        value={text}
        autoFocus
        maxLength={500}
        onChange={(event) => setText(event.target.value)}
      />
      {conversation && (
        <Segmented
          label={t('search.title')}
          value={within ? 'here' : 'everywhere'}
          options={[
            { value: 'here', label: conversationName(conversation, myId) },
            { value: 'everywhere', label: t('search.everywhere') },
          ]}
          onChange={(scope) =>
            void navigate({
              to: '/app/search',
              search: { ...(q && { q }), ...(scope === 'here' && origin && { in: origin }) },
              replace: true,
            })
          }
        />
      )}
    </div>
  );
  return (
    <Page title={t('search.title')} toolbar={toolbar}>
      {wanted === '' ? (
        <EmptyState icon={<TextSearch />} title={t('search.start')} hint={t('search.start_hint')} />
      ) : (
        <Results query={wanted} within={within} />
      )}
    </Page>
  );
}

function Results({ query, within }: { query: string; within: string | undefined }) {
  const result = useInfiniteQuery({
    queryKey: ['search', within ?? null, query],
    queryFn: ({ pageParam }) => {
      const ask = { query, limit: 20, ...(pageParam && { cursor: pageParam }) };
      return within ? client.conversations.search(within, ask) : client.search(ask);
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const hits = (result.data?.pages ?? []).flatMap((page) => page.items);
  const roving = useRoving(hits.map((hit) => hit.id));

  if (result.isPending) {
    return (
      <div role="status" aria-label={t('common.loading')}>
        <RowSkeletons count={5} />
      </div>
    );
  }
  if (result.isError) return <ErrorState detail={describeError(result.error)} onRetry={() => void result.refetch()} />;
  if (hits.length === 0) {
    return <EmptyState icon={<SearchX />} title={t('search.none', { query })} hint={t('search.none_hint')} />;
  }
  return (
    <>
      <p role="status" className="mb-2 text-sm text-faint">
        {result.hasNextPage ? t('search.hits_more', { count: hits.length }) : tCount('search.hits', hits.length)}
      </p>
      <ul onKeyDown={roving.onKeyDown} className="-mx-3">
        {hits.map((hit) => (
          <SearchHit key={hit.id} hit={hit} showConversation={!within} roving={roving.item(hit.id)} />
        ))}
      </ul>
      {result.hasNextPage && (
        <Button className="mx-auto mt-4" busy={result.isFetchingNextPage} onClick={() => void result.fetchNextPage()}>
          {t('common.show_more')}
        </Button>
      )}
    </>
  );
}
