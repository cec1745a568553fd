import { constants, DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { cleanText, sizeOfRow } from './json-values.ts';
import type { ChildAnswer, ChildQuestion } from './sqlite-messages.ts';

/**
 * Reads one SQLite file on behalf of its parent, in a process of its own that may be killed at any time: it can open nothing else
 * and write nothing. Argument: the file. It ends when its parent does.
 */
const allowedFunctions = new Set(
  `count sum total avg min max group_concat string_agg json_group_array json_group_object
  abs ceil ceiling floor round sign mod pow power sqrt exp ln log log10 log2 trunc pi degrees radians sin cos tan asin acos atan atan2
  lower upper length octet_length trim ltrim rtrim substr substring instr replace like glob unicode char hex concat concat_ws
  date time datetime julianday unixepoch strftime timediff current_date current_time current_timestamp
  coalesce ifnull nullif iif if typeof quote random likely unlikely likelihood unhex soundex
  row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
  json json_extract json_array json_object json_type json_array_length json_valid json_quote -> ->> median percentile percentile_cont
  percentile_disc match`.split(/\s+/),
);
const catalogue = new Set([
  'sqlite_master',
  'sqlite_schema',
  'pragma_table_list',
  'pragma_table_xinfo',
  'pragma_foreign_key_list',
  'pragma_index_list',
  'pragma_index_info',
]);
const { SQLITE_DENY, SQLITE_FUNCTION, SQLITE_OK, SQLITE_PRAGMA, SQLITE_READ, SQLITE_SELECT } = constants;

type Rules = Pick<ChildQuestion, 'readable'>;

function open(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  // Nobody else has the file: without locks, and without the files that a log would need beside it.
  url.search = '?mode=ro&immutable=1';
  const db = new DatabaseSync(url, {
    readOnly: true,
    allowExtension: false,
    limits: { length: 16_000_000, sqlLength: 100_000, exprDepth: 200, compoundSelect: 50, attach: 0, vdbeOp: 250_000 },
  });
  db.enableDefensive(true);
  db.exec('pragma trusted_schema=off; pragma cell_size_check=on; pragma mmap_size=0; pragma hard_heap_limit=268435456');
  return db;
}

/** Asked by SQLite while it prepares a statement: what is not allowed here makes the statement fail. */
function authorize(
  rules: Rules,
  action: number,
  first: string | null,
  second: string | null,
  via: string | null,
): number {
  if (action === SQLITE_SELECT) return SQLITE_OK;
  if (action === SQLITE_FUNCTION) return allowedFunctions.has((second ?? '').toLowerCase()) ? SQLITE_OK : SQLITE_DENY;
  const { readable } = rules;
  if (action === SQLITE_PRAGMA) return readable ? SQLITE_DENY : SQLITE_OK;
  if (action !== SQLITE_READ) return SQLITE_DENY;
  const table = (first ?? '').toLowerCase();
  if (!readable) return /^(?:sqlite_|pragma_)/.test(table) && !catalogue.has(table) ? SQLITE_DENY : SQLITE_OK;
  // What a view reads is the view's affair, if the view itself may be read.
  if (via && readable[via.toLowerCase()]) return SQLITE_OK;
  const hidden = readable[table];
  return !hidden || hidden.includes((second ?? '').toLowerCase()) ? SQLITE_DENY : SQLITE_OK;
}

function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return typeof value === 'string' ? cleanText(value) : value;
}

function answer(db: DatabaseSync, { sql, params, readable, maxRows, maxBytes }: ChildQuestion): ChildAnswer {
  db.setAuthorizer((action, first, second, _database, via) => authorize({ readable }, action, first, second, via));
  const statement: StatementSync = db.prepare(sql);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  const columns = statement.columns().map(({ name }) => cleanText(name));
  const data: unknown[][] = [];
  let bytes = 0;
  for (const row of statement.iterate(...(params as SQLInputValue[]))) {
    const values = Object.values(row).map(toJson);
    bytes += sizeOfRow(values);
    if (data.length >= maxRows || bytes > maxBytes) return { ok: true, columns, data, truncated: true };
    data.push(values);
  }
  return { ok: true, columns, data, truncated: false };
}

const [, , path = ''] = process.argv;
let db: DatabaseSync | undefined;
process.on('disconnect', () => process.exit(0));
process.on('message', (question: ChildQuestion) => {
  let reply: ChildAnswer;
  try {
    db ??= open(path);
    reply = answer(db, question);
  } catch (error) {
    reply = { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(reply);
});
