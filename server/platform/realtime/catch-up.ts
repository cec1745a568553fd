import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db/index.ts';
import { readLog } from '../log/index.ts';
import type { Connection } from './connection.ts';
import type { Feed } from './feed.ts';

/** Where a client says it is in a log. */
export interface ResumePoint {
  logId: string;
  after: number;
  epoch?: string | undefined;
}

const pageSize = 200;
/** A connection that takes nothing for this long while catching up is closed by its buffer limit soon enough. */
const pauseMs = 20;

interface CatchUp {
  db: Db;
  connection: Connection;
  feed: Feed;
  point: ResumePoint;
}

/**
 * Sends a connection everything after its position and then makes it live, with no event lost or repeated in between: live
 * events are held back until the read has reached the feed. `limited` when the log can't tell what was missed.
 */
export async function catchUp({ db, connection, feed, point }: CatchUp): Promise<void> {
  const { logId } = point;
  if (point.after === feed.position.seq && (point.epoch ?? feed.position.epoch) === feed.position.epoch) {
    feed.live.add(connection);
    return;
  }
  feed.live.delete(connection);
  let after = point.after;
  while (connection.isOpen && connection.follows.has(logId)) {
    const page = await readLog(db, logId, { after, epoch: point.epoch, limit: pageSize });
    if (!page || !connection.follows.has(logId)) return;
    if (page.limited) {
      connection.tell({
        type: 'limited',
        conversation_id: feed.conversationId,
        head_seq: page.head.seq,
        epoch: page.head.epoch,
      });
      after = feed.position.seq;
    }
    for (const event of page.events) {
      connection.send(feed.frame(event));
      after = event.seq;
    }
    if (after >= feed.position.seq) {
      feed.live.add(connection);
      return;
    }
    while (connection.isFull && connection.isOpen) await sleep(pauseMs);
  }
}
