import type { Media } from '@parlance/contracts';
import { useQuery } from '@tanstack/react-query';
import { client, queryClient } from '../../app/client.ts';

const keyOf = (id: string) => ['media', id];
/** A signed address is renewed this long before it ends. */
const marginMs = 30_000;

/** What is known of a file, with addresses that work now. */
export const useMediaInfo = (id: string) =>
  useQuery({
    queryKey: keyOf(id),
    queryFn: () => client.media.get(id),
    staleTime: (query) =>
      query.state.data
        ? Math.max(0, Date.parse(query.state.data.url_expires_at) - marginMs - query.state.dataUpdatedAt)
        : 0,
    gcTime: 10 * 60_000,
    refetchOnWindowFocus: false,
  });

/** Keeps what an upload answered, so that showing it asks nobody. */
export const rememberMedia = (media: Media) => queryClient.setQueryData(keyOf(media.id), media);
