import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLogger } from './logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlance-log-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
/** Logs into a file of its own and returns what stands in it. */
function logged(format: 'json' | 'pretty' | 'auto', write: (logger: ReturnType<typeof createLogger>) => void): string {
  const file = join(folder, 'new', `${++files}.log`);
  write(createLogger({ LOG_LEVEL: 'info', LOG_FORMAT: format, LOG_FILE: file }));
  return readFileSync(file, 'utf8');
}

test('a file gets one JSON object per line, at the level that was asked for', () => {
  const text = logged('auto', (logger) => {
    logger.debug('too small');
    logger.info({ user_id: '42' }, 'hello');
    logger.warn('mind');
  });
  const lines = text.trim().split('\n');
  assert.equal(lines.length, 2);
  const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.equal(line.msg, 'hello');
  assert.equal(line.user_id, '42');
  assert.match(String(line.time), /^\d{4}-\d\d-\d\dT/);
});

test('the form for people has no braces around it', () => {
  const text = logged('pretty', (logger) => logger.info('hello'));
  assert.match(text, /^\[\d\d:\d\d:\d\d\] INFO: hello\n$/);
});

const secrets = ['hunter2', 'eyJhbGciOi.abc.def', 'p%40ss', 'cookie-value', 'a1b2c3'];
const leaks = (text: string) => secrets.filter((secret) => text.includes(secret));

for (const format of ['json', 'pretty'] as const) {
  test(`no secret reaches a ${format} log, however deep it lies`, () => {
    const text = logged(format, (logger) => {
      logger.info({ body: { user: { password: 'hunter2', new_password: 'a "quoted" hunter2' } } });
      logger.info({ req: { headers: { authorization: 'Bearer eyJhbGciOi.abc.def', cookie: 'cookie-value' } } });
      logger.info({ headers: { 'set-cookie': ['cookie-value', 'cookie-value'] }, access_token: 'eyJhbGciOi.abc.def' });
      logger.info('GET /ws?token=eyJhbGciOi.abc.def&after=3');
      logger.info({ url: '/v1/media/1/file?expires=9&sig=a1b2c3' });
      logger.error(new Error('cannot reach postgres://parlance:p%40ss@db/parlance with Bearer eyJhbGciOi.abc.def'));
    });
    assert.deepEqual(leaks(text), [], text);
    assert.match(text, /after=3/);
    assert.match(text, /postgres:\/\/parlance:\[redacted\]@db/);
  });
}

test('the row a database error quotes is left out, its code is not', () => {
  const text = logged('json', (logger) => {
    const error = Object.assign(new Error('violates check constraint'), {
      code: '23514',
      detail: 'Failing row contains (1, Grüße an alle).',
      where: 'COPY messages, line 1: "Grüße an alle"',
    });
    logger.error({ err: error }, 'unexpected error');
  });
  assert.doesNotMatch(text, /Grüße/);
  assert.match(text, /"code":"23514"/);
});

test('the command that an error of Redis quotes is left out: it may hold the password', () => {
  const text = logged('json', (logger) => {
    const command = { name: 'hello', args: ['3', 'AUTH', 'parlance', 'hunter2'] };
    logger.error({ err: Object.assign(new Error('WRONGPASS invalid username-password pair'), { command }) });
  });
  assert.deepEqual(leaks(text), [], text);
  assert.match(text, /WRONGPASS/);
});
