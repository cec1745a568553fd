import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewriteSeedPath } from './rewrite.ts';

const moved: [seed: string, ours: string][] = [
  ['/auth/login', '/v1/auth/login'],
  ['/auth/register', '/v1/auth/signup'],
  ['/auth/register/', '/v1/auth/signup/'],
  ['/auth/register?invite=a%2Fb', '/v1/auth/signup?invite=a%2Fb'],
  ['/v1/auth/register', '/v1/auth/signup'],
  ['/api/v1/auth/register', '/v1/auth/signup'],
  ['/users', '/v1/users'],
  ['/users?limit=5&cursor=x', '/v1/users?limit=5&cursor=x'],
  ['/users/me/preferences', '/v1/users/me/preferences'],
  ['/conversations', '/v1/conversations'],
  ['/conversations/42/messages?after_seq=1', '/v1/conversations/42/messages?after_seq=1'],
  ['/messages', '/v1/messages'],
  ['/connections/7/test', '/v1/connections/7/test'],
  ['/intelligence/7/insights', '/v1/intelligence/7/insights'],
  ['/chat/7', '/v1/chat/7'],
  ['/system/stats', '/v1/system/stats'],
  ['/ai/chat/stream', '/v1/ai/chat/stream'],
  ['/api/v1/users/me', '/v1/users/me'],
  ['/api/v1/agent/invoke', '/v1/agent/invoke'],
  ['/api/v1/composio/toolkits?q=1', '/v1/composio/toolkits?q=1'],
  ['/api/v1/health', '/health'],
  ['/api/v1/health/', '/health/'],
  ['/api/v1/health/detailed', '/v1/health/detailed'],
  ['/api/v1/health/database', '/v1/health/database'],
];

const kept = [
  '/',
  '/app',
  '/app/conversations/42',
  '/app/auth/login',
  '/assets/users.js',
  '/ws?token=a',
  '/health',
  '/ready',
  '/metrics',
  '/docs',
  '/docs/static/index.html',
  '/redoc',
  '/openapi.json',
  '/v1/auth/login',
  '/v1/auth/registered',
  '/v1/users/search?q=%2Fauth%2Fregister',
  '/v2/conversations/42/stream',
  '/openai/v1/chat/completions',
  '/usersettings',
  '/authenticate',
  '/api',
  '/api/v2/users',
  '/api/v10/users',
  '/?next=/auth/login',
];

test('every seed path leads to its route of today, with its query', () => {
  for (const [seed, ours] of moved) assert.equal(rewriteSeedPath(seed), ours, seed);
});

test('all other paths stay as they are', () => {
  for (const path of kept) assert.equal(rewriteSeedPath(path), path);
});

test('a path that was rewritten is not rewritten again', () => {
  for (const [, ours] of moved) assert.equal(rewriteSeedPath(ours), ours);
});
