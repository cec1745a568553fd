import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { generated, isCurrent } from '../scripts/docs-settings.ts';
import { readConfig } from '../server/config.ts';

test('.env.example and docs/settings.md are what the settings say', () => {
  for (const page of generated) assert.ok(isCurrent(page), `${page.file.pathname} is stale: run npm run docs:settings`);
});

test('.env.example with every line switched on changes nothing', () => {
  const [example] = generated;
  const all = example?.render().replace(/^#(?=[A-Z_]+=)/gm, '') ?? '';
  assert.ok(Object.keys(parseEnv(all)).length > 20);
  assert.deepEqual(readConfig(parseEnv(all) as NodeJS.ProcessEnv), readConfig({}));
});
