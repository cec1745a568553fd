import type { PublicUser } from '@parlance/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMyId } from '../../app/chat-store.tsx';
import { client } from '../../app/client.ts';
import { useDelayed } from '../../ui/use-delayed.ts';

/** Everyone, or those whose name matches; without oneself, page by page. */
export function usePeople(text: string) {
  const myId = useMyId();
  const q = useDelayed(text.trim(), 180);
  const query = useInfiniteQuery({
    queryKey: ['people', q],
    queryFn: ({ pageParam }) => {
      const page = { limit: 50, ...(pageParam && { cursor: pageParam }) };
      return q ? client.users.search({ q, ...page }) : client.users.list(page);
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
    // People sign up while one looks: what is known is shown at once and asked for again.
    staleTime: 0,
  });
  const people: PublicUser[] = (query.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((person) => person.id !== myId);
  return { query, people, q };
}
