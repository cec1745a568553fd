import { transact } from '../../platform/db/index.ts';
import type { JobRun } from '../../platform/jobs/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { detachMedia } from './media.attachments.ts';
import { listForgotten, listLostMessages, listUnknown } from './media.queries.ts';
import { removeUnattached } from './media.removal.ts';
import { blobAreas } from './media.upload.ts';

const graceHours = 24;
const batch = 200;

/**
 * Removes, in this order: uploads that a crash cut off, files of messages that are gone, uploads that became part of no message
 * within a day, and bytes that belong to no upload.
 */
export async function sweepMedia(platform: Platform, job: Pick<JobRun, 'signal'>): Promise<void> {
  const before = new Date(platform.now().getTime() - graceHours * 3_600_000);
  await platform.blobs.sweep({ before });
  await detachLost(platform, job);
  await removeForgotten(platform, before, job);
  for (const area of Object.values(blobAreas)) await removeOrphans(platform, { area, before, ...job });
}

async function detachLost(platform: Platform, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const messageIds = await listLostMessages(platform.db, batch);
    if (messageIds.length === 0) return;
    await transact(platform.db, (tx) => detachMedia(platform, tx, messageIds));
  }
}

async function removeForgotten(platform: Platform, before: Date, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const ids = await listForgotten(platform.db, { before, limit: batch });
    if (ids.length === 0) return;
    await transact(platform.db, (tx) => removeUnattached(platform, tx, ids));
  }
}

/** A crash between storing bytes and inserting their row leaves bytes that nothing names. */
interface Orphanage extends Pick<JobRun, 'signal'> {
  area: string;
  before: Date;
}

async function removeOrphans({ blobs, db }: Platform, { area, before, signal }: Orphanage): Promise<void> {
  const check = async (keys: string[]): Promise<void> => {
    signal.throwIfAborted();
    const idOf = (key: string) => key.slice(area.length + 1);
    const unknown = new Set(await listUnknown(db, keys.map(idOf)));
    for (const key of keys) if (unknown.has(idOf(key))) await blobs.remove(key);
  };
  let keys: string[] = [];
  for await (const key of blobs.list(area, { before })) {
    keys.push(key);
    if (keys.length === batch) {
      await check(keys);
      keys = [];
    }
  }
  if (keys.length > 0) await check(keys);
}
