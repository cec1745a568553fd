import { applyRunEvent, type RunEvent, type RunSnapshotPart } from '@parlance/contracts';
import type { Db, Tx } from '../../platform/db/index.ts';
import { readLog } from '../../platform/log/index.ts';

const pageSize = 500;

/** What a run has said so far, from its whole log. */
export async function readParts(db: Db | Tx, runId: string): Promise<RunSnapshotPart[]> {
  let parts: RunSnapshotPart[] = [];
  for (let after = 0; ; ) {
    const page = await readLog(db, runId, { after, limit: pageSize });
    if (!page || page.limited || page.events.length === 0) return parts;
    for (const { json } of page.events) parts = applyRunEvent(parts, JSON.parse(json) as RunEvent);
    after = page.events.at(-1)?.seq ?? after;
  }
}

/** The number of the next part: parts are called p1, p2, …. Those that were taken back count, too. */
export const nextPartAfter = (partIds: Iterable<string>): number =>
  Math.max(0, ...Array.from(partIds, (id) => Number(/^p(\d+)$/.exec(id)?.[1] ?? 0))) + 1;
