import type { Config } from '../config.ts';
import { migrateDown, migrateUp, openDatabase } from '../platform/db/index.ts';

/** `migrate` brings the schema up to date, `migrate down` takes the newest migration back. */
export async function migrate(config: Config, [direction = 'up']: string[]): Promise<void> {
  const database = await openDatabase(config);
  try {
    const names = direction === 'down' ? await migrateDown(database) : await migrateUp(database);
    const done = direction === 'down' ? 'Taken back' : 'Applied';
    console.log(names.length > 0 ? `${done}: ${names.join(', ')}` : 'Nothing to do: the schema is up to date.');
  } finally {
    await database.close();
  }
}
