import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import type { AuthTokens, User } from '@parlance/contracts';
import { type App, createApp } from '../../server/app.ts';
import { type Config, readConfig } from '../../server/config.ts';
import type { Tool } from '../../server/platform/agent/tool.ts';
import { validateResponses } from './responses.ts';
import { cloneDatabase } from './template.ts';

/** Someone who is signed in: `headers` go into `inject`, `call` does it in one line. */
export interface Person {
  user: User;
  token: string;
  refreshToken: string;
  headers: { authorization: string };
  call<T = unknown>(method: Method, path: string, body?: unknown): Promise<Answer<T>>;
}

export interface Answer<T> {
  status: number;
  body: T;
  headers: Record<string, string | string[] | number | undefined>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface TestApp extends App {
  /** Where it listens, without a slash at the end. */
  url: string;
  signUp(username?: string, password?: string): Promise<Person>;
  /** A request without a token unless `headers` carry one. */
  call<T = unknown>(method: Method, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
}

export const password = 'correct horse battery staple';

/** Limits out of the way; a test of limits sets its own. */
const relaxed = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'silent',
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_PER_HOUR: '1000000',
  LOGIN_RATE_LIMIT_PER_MINUTE: '100000',
};

interface StartOptions {
  settings?: Record<string, string>;
  now?: () => Date;
  /** Tools for the assistant beside those of the product. */
  tools?: Tool[];
}

/** How many apps run on a database, and how it is removed: with the last of them. */
const databases = new Map<string, { apps: number; remove(): Promise<void> }>();

/**
 * The whole product on a database of its own, listening on a free port; closed and removed after the test file. The file fails when
 * an answer was not what the OpenAPI document says.
 */
export async function startApp({ settings = {}, ...options }: StartOptions = {}): Promise<TestApp> {
  const database = await cloneDatabase();
  const config = readConfig({ ...relaxed, ...database.settings, ...settings });
  databases.set(config.DATA_DIR, { apps: 0, remove: database.remove });
  return runApp(config, options);
}

/** Another server beside the given one: the same database, Redis, files and secret. Only with the servers of the scaled mode. */
export async function startTwin(app: TestApp): Promise<TestApp> {
  const { config, now } = app.platform;
  assert.ok(
    config.DATABASE_URL && config.REDIS_URL,
    'Two servers need PostgreSQL and Redis: scripts/with-services.sh.',
  );
  return runApp(config, { now });
}

async function runApp(config: Config, options: Omit<StartOptions, 'settings'>): Promise<TestApp> {
  const database = databases.get(config.DATA_DIR);
  assert.ok(database);
  const app = await createApp(config, options);
  database.apps += 1;
  const answers = validateResponses(app.http);
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.http.server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  const closeOnce = async () => {
    await app.close();
    database.apps -= 1;
    if (database.apps === 0) await database.remove();
  };
  const close = () => {
    closing ??= closeOnce();
    return closing;
  };
  after(async () => {
    await close();
    answers.assertNone();
  });

  const call: TestApp['call'] = async <T>(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const response = await app.http.inject({
      method,
      url: path,
      headers,
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const text = response.body;
    const isJson = String(response.headers['content-type'] ?? '').includes('json');
    return {
      status: response.statusCode,
      headers: response.headers,
      body: (isJson && text ? JSON.parse(text) : text) as T,
    };
  };
  let counter = 0;
  const signUp = async (username = `person${++counter}`, secret = password): Promise<Person> => {
    const { status, body } = await call<AuthTokens>('POST', '/v1/auth/signup', { username, password: secret });
    assert.equal(status, 201, JSON.stringify(body));
    return asPerson(body, call);
  };
  return { ...app, url: `http://127.0.0.1:${port}`, call, signUp, close };
}

/** Makes calls as the one these tokens belong to. */
export function asPerson(tokens: AuthTokens, call: TestApp['call']): Person {
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  return {
    user: tokens.user,
    token: tokens.access_token,
    refreshToken: tokens.refresh_token,
    headers,
    call: (method, path, body) => call(method, path, body, headers),
  };
}
