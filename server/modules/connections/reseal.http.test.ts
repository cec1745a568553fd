import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '@parlance/contracts';
import { startApp } from '../../../test/harness/index.ts';
import { loadSecrets } from '../../platform/crypto/index.ts';
import { createConnectionSecrets, resealPasswords } from './connection-secrets.ts';

test('passwords are sealed anew under a new secret, and one that no secret opens stays as it is', async () => {
  const [old, next] = ['o'.repeat(40), 'n'.repeat(40)];
  const app = await startApp({ settings: { CONNECTIONS_ALLOW: '127.0.0.1', SECRET_KEY: old } });
  const ada = await app.signUp('ada');
  const address = { host: '127.0.0.1', port: 1, database: 'x', username: 'x' };
  const ids: string[] = [];
  for (const password of ['first', 'second', 'lost']) {
    const { body } = await ada.call<Connection>('POST', '/v1/connections', { name: password, ...address, password });
    ids.push(body.id);
  }
  const { db } = app.platform;
  const foreign = createConnectionSecrets(
    loadSecrets({ DATA_DIR: '', SECRET_KEY: 'x'.repeat(40), SECRET_KEY_PREVIOUS: undefined }),
  );
  const lost = foreign.seal('lost', ids[2] ?? '');
  await db
    .updateTable('connections')
    .set({ sealed_password: lost })
    .where('id', '=', ids[2] ?? '')
    .execute();

  const rotated = createConnectionSecrets(loadSecrets({ DATA_DIR: '', SECRET_KEY: next, SECRET_KEY_PREVIOUS: old }));
  assert.equal(await resealPasswords({ db, passwords: rotated }), 2);
  assert.equal(await resealPasswords({ db, passwords: rotated }), 0);
  const rows = await db.selectFrom('connections').select(['id', 'name', 'sealed_password']).orderBy('id').execute();
  const alone = createConnectionSecrets(
    loadSecrets({ DATA_DIR: '', SECRET_KEY: next, SECRET_KEY_PREVIOUS: undefined }),
  );
  assert.deepEqual(
    rows.slice(0, 2).map((row) => alone.open(row.sealed_password ?? '', row.id)),
    ['first', 'second'],
  );
  assert.equal(rows[2]?.sealed_password, lost);
});
