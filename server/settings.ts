/**
 * One setting: what it is for, its default and how its text is read. `parse` throws a sentence that names the rule.
 * `.env.example` and docs/settings.md are generated from this table (`npm run docs:settings`).
 */
interface Setting<T> {
  readonly description: string;
  /** What may be written, for the documentation. */
  readonly form: string;
  readonly default: T;
  readonly secret: boolean;
  readonly parse: (raw: string) => T;
}

const text = <T extends string | undefined>(description: string, fallback: T): Setting<string | T> => ({
  description,
  form: 'text',
  default: fallback,
  secret: false,
  parse: (raw) => raw,
});

const secret = (description: string, minLength = 1): Setting<string | undefined> => ({
  description,
  form: minLength > 1 ? `text of at least ${minLength} characters` : 'text',
  default: undefined,
  secret: true,
  parse: (raw) => {
    if (raw.length < minLength) throw new Error(`has to be at least ${minLength} characters long`);
    return raw;
  },
});

const integer = <T extends number | undefined>(
  description: string,
  fallback: T,
  [min, max]: [number, number],
): Setting<number | T> => ({
  description,
  form: `${min} to ${max}`,
  default: fallback,
  secret: false,
  parse: (raw) => {
    const value = Number(raw);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new Error(`has to be a whole number from ${min} to ${max}, not "${raw}"`);
    }
    return value;
  },
});

const flag = (description: string, fallback: boolean): Setting<boolean> => ({
  description,
  form: 'true or false',
  default: fallback,
  secret: false,
  parse: (raw) => {
    if (/^(1|true|yes|on)$/i.test(raw)) return true;
    if (/^(0|false|no|off)$/i.test(raw)) return false;
    throw new Error(`has to be true or false, not "${raw}"`);
  },
});

const oneOf = <const T extends string>(description: string, fallback: T, values: readonly T[]): Setting<T> => ({
  description,
  form: values.join(', '),
  default: fallback,
  secret: false,
  parse: (raw) => {
    const value = values.find((candidate) => candidate === raw);
    if (!value) throw new Error(`has to be one of ${values.join(', ')}, not "${raw}"`);
    return value;
  },
});

const list = (description: string): Setting<readonly string[]> => ({
  description,
  form: 'list',
  default: [],
  secret: false,
  parse: (raw) => {
    const items = raw.startsWith('[') ? (JSON.parse(raw) as unknown[]) : raw.split(',');
    return items.map((item) => String(item).trim()).filter((item) => item !== '');
  },
});

const url = <T extends string | undefined>(description: string, fallback: T, schemes: string[], hidden = false) => ({
  description,
  form: schemes.map((scheme) => `${scheme}://…`).join(' or '),
  default: fallback,
  secret: hidden,
  parse: (raw: string): string | T => {
    const scheme = URL.canParse(raw) ? new URL(raw).protocol.slice(0, -1) : undefined;
    if (!scheme || !schemes.includes(scheme)) {
      throw new Error(`has to be an address that starts with ${schemes.map((s) => `${s}://`).join(' or ')}`);
    }
    return raw.replace(/\/+$/, '');
  },
});

const embedders = ['ollama', 'openai', 'google', 'openai-compatible'];

const embedder = (description: string, fallback: string): Setting<string> => ({
  description,
  form: `builtin, or ${embedders.join(', ')}, each with a colon and the model's name`,
  default: fallback,
  secret: false,
  parse: (raw) => {
    if (raw === 'builtin' || embedders.some((vendor) => new RegExp(`^${vendor}:\\S{1,150}$`).test(raw))) return raw;
    throw new Error(`has to be builtin, or one of ${embedders.join(', ')}, a colon and a model, not "${raw}"`);
  },
});

const vendors = ['google', 'ollama', 'openai', 'anthropic', 'openai-compatible'];

const models = (description: string): Setting<readonly string[]> => ({
  description,
  form: `${vendors.join(', ')}, each with a colon and the model's name`,
  default: [],
  secret: false,
  parse: (raw) => {
    const names = raw.split(',').map((name) => name.trim());
    const wrong = names.find((name) => !vendors.some((vendor) => new RegExp(`^${vendor}:\\S+$`).test(name)));
    if (wrong !== undefined) {
      throw new Error(
        `"${wrong}" has to be one of ${vendors.join(', ')}, a colon and a model, as in ollama:qwen2.5:3b`,
      );
    }
    return [...new Set(names)];
  },
});

const price = (description: string): Setting<{ input: number; output: number } | undefined> => ({
  description,
  form: 'two numbers, e.g. 0.30/2.50',
  default: undefined,
  secret: false,
  parse: (raw) => {
    const [, input, output] = /^(\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)$/.exec(raw) ?? [];
    if (!input || !output)
      throw new Error(`has to be two numbers with a slash between them, as in 0.30/2.50, not "${raw}"`);
    return { input: Number(input), output: Number(output) };
  },
});

const hour = 3_600;
const day = 24 * hour;

/** Every setting Parlance knows. */
export const settings = {
  HOST: text('Address to listen on; 0.0.0.0 for every interface.', 'localhost'),
  PORT: integer('Port to listen on; 0 takes a free one.', 8000, [0, 65_535]),
  PUBLIC_URL: url('Address people reach Parlance at; links in mails start with it.', 'http://localhost:8000', [
    'http',
    'https',
  ]),
  ENVIRONMENT: oneOf(
    'Production refuses development shortcuts and requires a SECRET_KEY beside DATABASE_URL.',
    'development',
    ['development', 'staging', 'production'],
  ),
  DATA_DIR: text('Folder for the embedded database, uploads, outbox and generated secret.', 'data'),
  DATABASE_URL: url(
    'PostgreSQL 15 or later; not set: the embedded database under DATA_DIR.',
    undefined,
    ['postgres', 'postgresql'],
    true,
  ),
  DATABASE_POOL_SIZE: integer(
    'Connections to PostgreSQL per process (the embedded database always has one).',
    10,
    [1, 200],
  ),
  DATABASE_STATEMENT_TIMEOUT_MS: integer('A statement that runs longer is cancelled.', 30_000, [100, 3_600_000]),
  REDIS_URL: url(
    'Redis 6 or later, through which several processes wake each other; not set: one process.',
    undefined,
    ['redis', 'rediss'],
    true,
  ),
  REDIS_PREFIX: text('In front of every key and channel, where installations share a Redis.', 'parlance'),
  REDIS_TIMEOUT_MS: integer('Redis counts as away when it has not answered for this long.', 2_000, [100, 60_000]),
  SECRET_KEY: secret('Signs tokens and encrypts secrets; not set: generated and kept in DATA_DIR/secret.key.', 32),
  SECRET_KEY_PREVIOUS: secret(
    'A second secret whose tokens and media addresses are accepted and whose encryption is read: the old one after a change, the new one before it.',
    32,
  ),
  ACCESS_TOKEN_SECONDS: integer('Life of an access token.', 900, [30, day]),
  REFRESH_TOKEN_SECONDS: integer('Life of a session that is not used.', 30 * day, [60, 400 * day]),
  RESET_TOKEN_SECONDS: integer('Life of a password-reset link.', 1_800, [60, day]),
  SIGNUP: oneOf('Who may create an account.', 'open', ['open', 'closed']),
  RATE_LIMIT_PER_MINUTE: integer(
    'Writes per user (per address without a token) and minute; reads may be ten times that.',
    60,
    [1, 100_000_000],
  ),
  RATE_LIMIT_PER_HOUR: integer('Writes per user and hour; reads may be ten times that.', 1_000, [1, 100_000_000]),
  LOGIN_RATE_LIMIT_PER_MINUTE: integer('Failed logins per account and address and minute.', 10, [1, 1_000_000]),
  RESET_RATE_LIMIT_PER_HOUR: integer('Password-reset mails asked for per address and hour.', 20, [1, 1_000_000]),
  SMTP_URL: url(
    'Mail server, smtp://user:password@host:587; not set: mails go to the log and DATA_DIR/outbox.',
    undefined,
    ['smtp', 'smtps'],
    true,
  ),
  MAIL_FROM: text('Sender of mails.', 'Parlance <parlance@localhost>'),
  MAX_UPLOAD_BYTES: integer('Size of one upload.', 50 * 1024 * 1024, [1_024, 5 * 1024 ** 3]),
  MEDIA_URL_SECONDS: integer('Life of a signed media address.', hour, [10, 7 * day]),
  LOG_RETENTION_EVENTS: integer(
    'Events kept per conversation for resuming; clients further behind reload. 0 keeps all.',
    0,
    [0, 1_000_000_000],
  ),
  SOCKETS_PER_USER: integer('WebSocket connections one user may hold per process.', 50, [1, 100_000]),
  SOCKET_BUFFER_BYTES: integer('Unsent bytes after which a slow socket is closed with a resumable code.', 1024 * 1024, [
    16_384,
    64 * 1024 * 1024,
  ]),
  SOCKET_HEARTBEAT_SECONDS: integer('A socket that stays silent for twice as long is closed.', 30, [1, 600]),
  CORS_ORIGINS: list('Origins that may call the API from a browser, comma separated; * for all.'),
  ALLOWED_HOSTS: list('Host names that are answered, comma separated; empty for all.'),
  TRUST_PROXY: flag('Believe X-Forwarded-* headers: only behind a proxy that sets them.', false),
  HTTPS_ONLY: flag('Redirect http to https and send Strict-Transport-Security.', false),
  OUTBOUND_ALLOW: list('Private addresses or host names that user-given URLs may reach, comma separated.'),
  CONNECTIONS_ALLOW: list(
    'Private addresses or host names whose databases people may connect, e.g. 127.0.0.1/32,db.internal; comma separated.',
  ),
  CATEGORY_THRESHOLD: integer(
    'Columns of connected databases with at most this many values keep all.',
    100,
    [1, 1_000],
  ),
  SAMPLE_SIZE: integer('Values kept as examples of other columns.', 50, [1, 1_000]),
  REANALYSIS_INTERVAL_HOURS: integer(
    'Connected databases are analysed again after this time; 0: never.',
    168,
    [0, 8_760],
  ),
  ASK_TIMEOUT_MS: integer('Time a connected database has for the answer to a question.', 10_000, [100, 300_000]),
  ASK_MAX_ROWS: integer('Rows of an answer from a connected database.', 1_000, [1, 10_000]),
  ASK_MAX_BYTES: integer('Size of an answer from a connected database.', 1024 * 1024, [1_024, 16 * 1024 * 1024]),
  ASK_MAX_COST: integer(
    "Questions that PostgreSQL's planner thinks dearer than this are not begun.",
    10_000_000,
    [1_000, 1_000_000_000_000],
  ),
  LLM: models(
    'Language models, comma separated, e.g. google:gemini-2.5-flash or ollama:qwen2.5:3b; the first is the default. Not set: built-in engines.',
  ),
  LLM_BASE_URL: url('Address of the openai-compatible server, with its /v1.', undefined, ['http', 'https']),
  LLM_API_KEY: secret('Key of the openai-compatible server, where it wants one.'),
  GEMINI_API_KEY: secret('Key for google: models.'),
  GOOGLE_API_KEY: secret('The same by its other name; GEMINI_API_KEY wins.'),
  OPENAI_API_KEY: secret('Key for openai: models.'),
  ANTHROPIC_API_KEY: secret('Key for anthropic: models.'),
  OLLAMA_BASE_URL: url('Where Ollama listens.', 'http://localhost:11434', ['http', 'https']),
  GOOGLE_GEMINI_BASE_URL: url(
    'Address of the Gemini API or of a proxy in its place.',
    'https://generativelanguage.googleapis.com',
    ['http', 'https'],
  ),
  OPENAI_BASE_URL: url('Address of the OpenAI API or of a proxy in its place.', 'https://api.openai.com/v1', [
    'http',
    'https',
  ]),
  ANTHROPIC_BASE_URL: url('Address of the Anthropic API or of a proxy in its place.', 'https://api.anthropic.com', [
    'http',
    'https',
  ]),
  LLM_TIMEOUT_SECONDS: integer('A model that falls silent in its answer for longer is given up.', 45, [1, hour]),
  LLM_FIRST_TOKEN_SECONDS: integer('Time until an answer begins; a model on a CPU reads long questions slowly.', 120, [
    1,
    hour,
  ]),
  LLM_CONCURRENCY: integer(
    'Answers one provider gives at a time, per process; more wait. Not set: 16, with Ollama 2.',
    undefined,
    [1, 1_000],
  ),
  LLM_CONTEXT_TOKENS: integer(
    'Tokens that question and answer may have together; not set: what is known of the model, else 8192.',
    undefined,
    [1_024, 10_000_000],
  ),
  LLM_PRICE: price(
    'US dollars for a million tokens in and out, for every model of LLM; not set: what is known of the model.',
  ),
  EMBEDDINGS: embedder(
    'Embedding model for search by meaning. Another one indexes all documents anew in the background.',
    'builtin',
  ),
  WORKER: oneOf(
    'Whether serve works on jobs too: off where worker processes do it, which need DATABASE_URL.',
    'inside',
    ['inside', 'off'],
  ),
  WORKER_QUEUES: list('Queues a worker works on, comma separated; empty for all.'),
  WORKER_CONCURRENCY: integer(
    'Jobs of each queue that a process runs at a time; not set: as each queue says.',
    undefined,
    [1, 100],
  ),
  WORKER_PORT: integer(
    'Port on which a worker answers /health, /ready and /metrics; not set: none.',
    undefined,
    [0, 65_535],
  ),
  LOG_LEVEL: oneOf('How much is logged.', 'info', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  LOG_FORMAT: oneOf('pretty for people, json for machines; auto: pretty on a terminal.', 'auto', [
    'auto',
    'json',
    'pretty',
  ]),
  LOG_FILE: text('File the log is appended to; not set: standard output.', undefined),
  SHUTDOWN_SECONDS: integer('Time for requests and jobs to finish after SIGTERM.', 10, [0, 600]),
} satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof settings;
export type SettingValues = { [Name in SettingName]: ReturnType<(typeof settings)[Name]['parse']> };
