import { createClient, localStorageTokens } from '@parlance/sdk';
import { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { isTransient } from './errors.ts';

/** The one client of this page. It talks to the server the page came from. */
export const client = createClient({ baseUrl: '', tokens: localStorageTokens() });

/** Caches what is fetched beside the live conversations: people, devices, search, file addresses. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (failures, error) => failures < 2 && isTransient(error) },
  },
});

/** The id of who is signed in on this device, or null; follows other tabs. */
export const useSignedInId = (): string | null =>
  useSyncExternalStore(
    (listener) => client.session.subscribe(listener),
    () => client.session.userId,
  );
