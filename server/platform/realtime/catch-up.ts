import type { Db } from '../db/index.ts';
import { type LogPosition, readLog } from '../log/index.ts';
import type { Subscription } from './subscription.ts';

/** Where a client says it is in a log. */
export interface ResumePoint {
  logId: string;
  after: number;
  epoch?: string | undefined;
}

/** Events read at once: what one catch-up may hold in memory. */
const pageSize = 100;

interface CatchUp {
  subscription: Subscription;
  /** From `fallBehind`: when another catch-up or a `leave` comes meanwhile, this one stops. */
  turn: number;
  point: ResumePoint;
}

/**
 * Sends a connection everything after its position and then makes it live, with no event lost or repeated in between.
 * `limited` when the log can't tell what was missed. Throws what the database throws.
 */
export async function catchUp(db: Db, { subscription, turn, point }: CatchUp): Promise<void> {
  const { connection, feed } = subscription;
  let { after } = point;
  while (subscription.isBehind(turn)) {
    if (after === feed.position.seq && (point.epoch ?? feed.position.epoch) === feed.position.epoch) {
      subscription.goLive(after);
      return;
    }
    const page = await readLog(db, feed.logId, { after, epoch: point.epoch, limit: pageSize });
    if (!page || !subscription.isBehind(turn)) return;
    const hasHole = page.events.length === 0 && page.head.seq > after;
    if (page.limited || hasHole) {
      startAnew(subscription, page.head);
      return;
    }
    for (const event of page.events) {
      // What the feed has not reached may come after an end of the membership: it goes the feed's way.
      if (event.seq > feed.position.seq) break;
      await connection.sendInTurn(feed.frame(event));
      if (!subscription.isBehind(turn)) return;
      after = event.seq;
    }
    if (after >= feed.position.seq) {
      subscription.goLive(after);
      return;
    }
  }
}

/** The client fetches the state; what it fetches is at least as new as the position it is told here. */
function startAnew(subscription: Subscription, head: LogPosition): void {
  const { connection, feed } = subscription;
  const seq = Math.max(head.seq, feed.position.seq);
  const where = feed.isRun ? { run_id: feed.logId } : {};
  connection.tell({
    type: 'limited',
    conversation_id: feed.conversationId,
    ...where,
    head_seq: seq,
    epoch: head.epoch,
  });
  subscription.goLive(seq);
}
