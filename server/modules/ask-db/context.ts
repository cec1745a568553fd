import type { ConnectionsContext } from '../connections/index.ts';

/** What asking needs: the connections and how to open them. */
export type AskContext = ConnectionsContext;
