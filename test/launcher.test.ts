import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'parlance-launcher-'));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('a server that runs', () => {
  test('holds its DATA_DIR alone, and one Ctrl-C that arrives twice ends it in peace', async () => {
    const first = start({});
    await whenUp(first);

    const second = await serve({});
    assert.equal(second.code, 1);
    assertNoStack(second.stderr);

    // A terminal sends Ctrl-C to npm and to the server, and npm passes it on.
    first.kill('SIGINT');
    first.kill('SIGINT');
    const [code, signal] = await once(first, 'exit');
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
  });

  test('ends when the launcher that started it is killed', async () => {
    const child = start({}, 'serve', 'ipc');
    await whenUp(child);
    child.disconnect();
    const [code, signal] = await once(child, 'exit');
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
  });
});

describe('a start that cannot succeed says why and fails', () => {
  test('wrong settings, all of them together', async () => {
    const { code, stderr } = await serve({ PORT: 'eighty', LOG_LEVEL: 'loud' });
    assert.equal(code, 1);
    assert.match(stderr, /PORT/);
    assert.match(stderr, /LOG_LEVEL/);
    assertNoStack(stderr);
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await serve({ PORT: String(port) });
    server.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`port ${port} is in use`));
    assertNoStack(stderr);
  });

  test('a DATA_DIR that cannot be used', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const { code, stderr } = await serve({ DATA_DIR: join(file, 'data') });
    assert.equal(code, 1);
    assert.match(stderr, /DATA_DIR|a-file/);
    assertNoStack(stderr);
  });

  test('a role that does not exist', async () => {
    const { code, stderr } = await serve({}, 'dance');
    assert.equal(code, 1);
    assert.match(stderr, /no role "dance"/);
    assertNoStack(stderr);
  });
});

describe('the lock of the set-up', () => {
  const lock = join(folder, 'lock');
  const log = join(folder, 'log');
  const worker = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as delay } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(join(root, 'scripts', 'lock.mjs'))};
    await withLock(${JSON.stringify(lock)}, async () => {
      appendFileSync(${JSON.stringify(log)}, 'in\\n');
      await delay(20);
      appendFileSync(${JSON.stringify(log)}, 'out\\n');
    }, () => undefined);`;

  test('lets one in at a time, and takes over from a dead owner', async () => {
    const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(dead, 'exit');
    mkdirSync(lock);
    writeFileSync(join(lock, String(dead.pid)), '');

    const workers = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--input-type=module', '--eval', worker], { stdio: 'inherit' }),
    );
    const codes = await Promise.all(workers.map(async (child) => (await once(child, 'exit'))[0]));
    assert.deepEqual(codes, [0, 0, 0, 0, 0, 0]);
    assert.equal(readFileSync(log, 'utf8'), 'in\nout\n'.repeat(6));
    assert.ok(!existsSync(lock), existsSync(lock) ? readdirSync(lock).join() : '');
  });
});

function start(settings: Record<string, string>, role = 'serve', channel: 'ipc' | 'ignore' = 'ignore'): ChildProcess {
  const env = { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(folder, 'data'), ...settings };
  const child = spawn(process.execPath, [join(root, 'server', 'main.ts'), role], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe', channel],
  });
  after(() => child.kill('SIGKILL'));
  return child;
}

async function serve(settings: Record<string, string>, role?: string): Promise<{ code: number; stderr: string }> {
  const child = start(settings, role);
  const { errors } = collect(child);
  const [code] = await once(child, 'close');
  return { code, stderr: errors() };
}

function collect(child: ChildProcess) {
  let output = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return { output: () => output, errors: () => errors };
}

/** Waits until the server says where it listens. */
async function whenUp(child: ChildProcess): Promise<void> {
  const { output } = collect(child);
  const ended = once(child, 'exit').then(([code]) => assert.fail(`ended with ${code} before it was up`));
  const up = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => output().includes('http://') && resolve());
  });
  await Promise.race([up, ended]);
}

function assertNoStack(text: string): void {
  assert.doesNotMatch(text, /^\s+at /m);
  assert.ok(text.trim().split('\n').length <= 4, text);
}
