import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startEmbedded } from './embedded.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-embedded-'));
after(() => rmSync(folder, { recursive: true }));

test('a file in the place of DATA_DIR, or of its database, is said in a sentence', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const fault = { message: /^DATA_DIR cannot be used: a file is in the place of a folder, at \S+\.$/ };
  await assert.rejects(startEmbedded(join(file, 'postgres')), fault);
  await assert.rejects(startEmbedded(file), fault);
});
