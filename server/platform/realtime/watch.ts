import type { Db } from '../db/index.ts';
import { readHeads } from '../log/index.ts';
import type { Connection } from './connection.ts';
import type { Feeds } from './feeds.ts';

/** Where a client is in the log of a run. */
export interface WatchPoint {
  runId: string;
  conversationId: string;
  after: number;
  epoch?: string | undefined;
}

/** Runs that one connection follows at a time; the one it began to follow first makes room. */
const mostWatched = 20;

/** Subscribes a connection to the log of a run of one of its conversations. False where there is no such log, or no such right. */
export async function subscribeToRun(
  { db, feeds }: { db: Db; feeds: Feeds },
  connection: Connection,
  { runId, conversationId }: WatchPoint,
): Promise<boolean> {
  const head = (await readHeads(db, [runId])).get(runId);
  // Meanwhile the membership may have ended.
  if (!head || !connection.subscriptions.has(conversationId)) return false;
  if (connection.subscriptions.has(runId)) return true;
  const watched = [...connection.subscriptions.values()].filter(({ feed }) => feed.isRun);
  for (const oldest of watched.slice(0, Math.max(0, watched.length + 1 - mostWatched))) feeds.end(oldest);
  feeds.subscribe(connection, { log_id: runId, head_seq: head.seq, epoch: head.epoch, run_of: conversationId });
  return true;
}
