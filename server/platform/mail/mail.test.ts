import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { createMailer } from './index.ts';

const MAIL_FROM = 'Parlance <parlance@example.org>';

function recordingLogger() {
  const lines: string[] = [];
  return { lines, logger: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }) };
}

function outboxMailer(t: TestContext) {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'parlance-mail-'));
  t.after(() => rmSync(DATA_DIR, { recursive: true, force: true }));
  const { lines, logger } = recordingLogger();
  const mailer = createMailer({ SMTP_URL: undefined, MAIL_FROM, DATA_DIR }, logger);
  const folder = join(DATA_DIR, 'outbox');
  return { mailer, lines, files: () => readdirSync(folder).map((name) => join(folder, name)) };
}

test('without a server a mail becomes a file that only its owner reads, and its text is not logged', async (t) => {
  const { mailer, lines, files } = outboxMailer(t);
  await mailer.check();
  await mailer.send({ to: 'zoe.o-brien+x@example.org', subject: 'Grüße 👋', text: 'secret-link-42' });
  await mailer.send({ to: 'second@example.org', subject: 'Later', text: 'second' });
  const [first = '', second = ''] = files().sort();
  assert.equal(files().length, 2);
  assert.equal(statSync(first).mode & 0o777, 0o600);
  const message = readFileSync(first, 'utf8');
  assert.match(message, /^To: zoe\.o-brien\+x@example\.org\r?$/m);
  assert.match(message, /secret-link-42/);
  assert.match(readFileSync(second, 'utf8'), /^To: second@example\.org\r?$/m);
  assert.ok(lines.length === 2 && !lines.join('').includes('secret-link-42'));
});

test('nothing in an address or a subject starts a header or adds a recipient', async (t) => {
  const { mailer, files } = outboxMailer(t);
  const hostile = [
    'a@example.org\r\nBcc: b@example.org',
    'a@example.org, b@example.org',
    'a <a@example.org>',
    'a@example.org b@example.org',
    'a@b@example.org',
    '',
  ];
  for (const to of hostile) {
    await assert.rejects(mailer.send({ to, subject: 'x', text: 'x' }), /one plain address/, to);
  }
  await mailer.send({ to: 'a@example.org', subject: 'Hi\r\nBcc: b@example.org\r\n\r\nbody', text: 'x' });
  const message = readFileSync(files()[0] ?? '', 'utf8');
  assert.doesNotMatch(message, /^Bcc:/im);
  assert.match(message, /^Subject: Hi Bcc: b@example\.org body\r?$/m);
});

test('with SMTP_URL a mail reaches the server; a refusal is an error', async (t) => {
  const received: { to: string[]; data: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith('nobody') ? new Error('550 no such mailbox') : undefined),
    onData: (stream, session, done) => {
      let data = '';
      stream.on('data', (chunk: Buffer) => {
        data += chunk.toString();
      });
      stream.on('end', () => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), data });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo;
  const { logger } = recordingLogger();
  const mailer = createMailer({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM, DATA_DIR: '' }, logger);
  await mailer.check();
  await mailer.send({ to: 'ada@example.org', subject: 'Hello', text: 'plain', html: '<p>rich</p>' });
  assert.deepEqual(received[0]?.to, ['ada@example.org']);
  assert.match(received[0]?.data ?? '', /plain[\s\S]*<p>rich<\/p>/);
  await assert.rejects(mailer.send({ to: 'nobody@example.org', subject: 'Hello', text: 'plain' }));
});

test('a server that accepts and then says nothing fails the check instead of hanging it', async (t) => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  t.after(() => silent.close());
  const { port } = silent.address() as AddressInfo;
  const { logger } = recordingLogger();
  const mailer = createMailer({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM, DATA_DIR: '' }, logger);
  // Which of its time-outs strikes first is chance: both last two seconds.
  await assert.rejects(mailer.check(), /Greeting never received|Timeout/i);
});
