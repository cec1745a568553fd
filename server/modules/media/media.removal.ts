import { type Tx, transact } from '../../platform/db/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Actor } from '../../platform/http/types.ts';
import type { JobRun } from '../../platform/jobs/index.ts';
import type { Platform } from '../../platform/platform.ts';
import { accessMedia } from './media.access.ts';
import { removeBlobsJob } from './media.job-definitions.ts';
import { deleteUnattached, lockMedia } from './media.queries.ts';

const keysPerJob = 500;

/** Deletes those of the uploads that no message carries; their bytes go by a job after the commit. Returns how many. */
export async function removeUnattached({ jobs }: Pick<Platform, 'jobs'>, tx: Tx, ids: string[]): Promise<number> {
  await lockMedia(tx, ids);
  const removed = await deleteUnattached(tx, ids);
  const keys = removed.flatMap(({ blob_key, thumbnail_key }) => [blob_key, ...(thumbnail_key ? [thumbnail_key] : [])]);
  for (let start = 0; start < keys.length; start += keysPerJob) {
    await jobs.enqueue(tx, removeBlobsJob, { keys: keys.slice(start, start + keysPerJob) });
  }
  return removed.length;
}

/** Removes bytes; those that are gone already are no fault. */
export async function removeBlobs(
  { blobs }: Pick<Platform, 'blobs'>,
  keys: string[],
  { signal }: Pick<JobRun, 'signal'>,
): Promise<void> {
  for (const key of keys) {
    signal.throwIfAborted();
    await blobs.remove(key);
  }
}

/** Deletes one's own upload while no message carries it. Throws `not_found`, `forbidden`, `conflict`. */
export async function deleteMedia(
  platform: Pick<Platform, 'db' | 'jobs'>,
  actor: Pick<Actor, 'userId'>,
  id: string,
): Promise<void> {
  await transact(platform.db, async (tx) => {
    const media = await accessMedia(tx, actor, id);
    if (media.owner_id !== actor.userId) throw new AppError('forbidden', 'Only who uploaded a file may delete it.');
    if ((await removeUnattached(platform, tx, [media.id])) === 0) {
      throw new AppError('conflict', 'A message carries this file: delete the message instead.');
    }
  });
}
