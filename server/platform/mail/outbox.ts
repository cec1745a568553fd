import { access, constants, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../ids.ts';

/** A folder of mails nobody sent: for trying Parlance out, and for tests. */
interface Outbox {
  /** Returns the file's path. File names sort by the time of writing; a file that is there is complete. */
  write(message: Buffer): Promise<string>;
  /** Throws when the folder can't be written to. */
  check(): Promise<void>;
}

/** The outbox under a data folder; the folder is made when the first mail is written. */
export function openOutbox(dataDir: string): Outbox {
  const folder = join(dataDir, 'outbox');
  const create = () => mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    write: async (message) => {
      await create();
      const time = new Date().toISOString().replaceAll(/[-:.]/g, '');
      const file = join(folder, `${time}-${newId()}.eml`);
      await writeFile(`${file}.part`, message, { mode: 0o600, flag: 'wx' });
      await rename(`${file}.part`, file);
      return file;
    },
    check: async () => {
      await create();
      await access(folder, constants.W_OK);
    },
  };
}
