import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { takeLock } from './data-lock.ts';

/**
 * The embedded PostgreSQL, in a process of its own so that a long query never blocks HTTP and can be killed.
 * Arguments: data folder, socket path. Tells its parent `ready` or `failed`, and ends when the parent does.
 */
async function main([dataDir, socketPath]: string[]): Promise<void> {
  if (!dataDir || !socketPath) throw new Error('usage: embedded-child <data folder> <socket path>');
  const release = await takeLock(`${dataDir}.lock`, { waitMs: 5_000 });
  const db = await PGlite.create({ dataDir, extensions: { vector } });
  const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 2 });
  await server.start();
  let closing = false;
  const close = async () => {
    if (closing) return;
    closing = true;
    await server.stop();
    await db.close();
    release();
    process.exit(0);
  };
  process.on('disconnect', close);
  process.on('message', (message) => {
    if (message === 'close') void close();
  });
  // Ctrl-C reaches the whole process group: the parent decides when the database closes.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.send?.({ type: 'ready' });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.send?.({ type: 'failed', message: error instanceof Error ? error.message : String(error) }, () =>
    process.exit(1),
  );
});
