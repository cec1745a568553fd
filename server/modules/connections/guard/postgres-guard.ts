import { loadModule, parseSync } from 'libpg-query';
import type { DatabaseModel, TableModel } from '../database-model.ts';
import {
  allowedFunctions,
  allowedMoments,
  allowedNodes,
  allowedOperators,
  allowedTypes,
  refusedFields,
} from './allowed-postgres.ts';
import { CheckedStatement } from './checked-statement.ts';
import { hidesColumns, type Mentions, newMentions } from './hidden-columns.ts';
import { assertReadable, refused } from './refused.ts';

type Fields = Record<string, unknown>;
type TableNames = Pick<DatabaseModel, 'tables'>;

/**
 * Lets one SELECT over visible tables of the model through, made of listed nodes, functions, operators and types only; PostgreSQL's
 * own parser reads it. Tables without a schema get the schema they have in the model, because names are looked up in no other way.
 * Throws `DatabaseFault` with reason `refused`, which says why.
 */
export async function checkPostgres(text: string, model: TableNames): Promise<CheckedStatement> {
  assertReadable(text);
  await loadModule();
  const first = inspect(text, model);
  const qualified = insertSchemas(withoutEnd(text), first.unqualified);
  // Once more on what will run: the first look was at another text.
  const { unqualified, mentions } = inspect(qualified, model);
  if (unqualified.length > 0) throw refused('the tables it names are not clear');
  const hidden = hidesColumns(mentions);
  if (hidden) throw refused(hidden);
  return CheckedStatement.pass('postgresql', qualified);
}

/** A table named without its schema, and where in the text (in UTF-8 bytes). */
interface Unqualified {
  location: number;
  schema: string;
}

interface Inspection {
  unqualified: Unqualified[];
  mentions: Mentions;
}

function inspect(text: string, model: TableNames): Inspection {
  const statement = parseOne(text);
  const found: Inspection = { unqualified: [], mentions: newMentions() };
  const tables = model.tables.filter(({ hidden }) => !hidden);
  const commonTables = new Set(listCommonTables(statement));
  walk(statement, (type, fields) => {
    if (!allowedNodes.has(type)) throw refused(`${type} is not allowed in it`);
    assertFields(type, fields);
    if (type === 'RangeVar') visitTable(fields, { tables, commonTables, found });
    if (type === 'ColumnRef') found.mentions.columns.push(namesOf(fields.fields));
    if (type === 'ColumnRef' && JSON.stringify(fields.fields).includes('A_Star')) found.mentions.stars += 1;
  });
  return found;
}

function parseOne(text: string): Fields {
  let statements: { stmt?: Fields }[];
  try {
    statements = (parseSync(text) as { stmts?: { stmt?: Fields }[] }).stmts ?? [];
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    throw refused(`it is not valid SQL (${said.slice(0, 200)})`);
  }
  const [statement] = statements;
  if (!statement?.stmt || statements.length > 1) throw refused('it has to be exactly one statement');
  if (!('SelectStmt' in statement.stmt)) throw refused('only SELECT is allowed');
  return statement.stmt;
}

/** Calls `visit` for each node of the tree: an object whose only key is a type's name. Parts without a type are walked through. */
function walk(root: unknown, visit: (type: string, fields: Fields) => void): void {
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      open.push(...value);
      continue;
    }
    const entries = Object.entries(value);
    const [[type = '', fields] = []] = entries;
    if (entries.length === 1 && /^[A-Z]/.test(type) && typeof fields === 'object' && fields !== null) {
      visit(type, fields as Fields);
      open.push(...Object.values(fields as Fields));
      assertClauses(fields as Fields);
    } else {
      assertClauses(value as Fields);
      if ('names' in value) assertType(value as Fields);
      open.push(...Object.values(value));
    }
  }
}

function assertClauses(fields: Fields): void {
  const clause = Object.keys(fields).find((key) => refusedFields.has(key));
  if (clause) throw refused(`${clause.replace('Clause', '').toUpperCase()} is not allowed in it`);
}

function assertFields(type: string, fields: Fields): void {
  if (type === 'FuncCall') assertName(fields.funcname, allowedFunctions, 'the function');
  if (type === 'A_Expr') assertName(fields.name, allowedOperators, 'the operator');
  if (type === 'SubLink' && fields.operName) assertName(fields.operName, allowedOperators, 'the operator');
  if (type === 'SortBy' && fields.useOp) throw refused('ORDER BY … USING is not allowed in it');
  if (type === 'SQLValueFunction' && !allowedMoments.has(String(fields.op))) {
    throw refused('it asks who is logged in');
  }
  if (type === 'CommonTableExpr' && /^pg_/i.test(String(fields.ctename))) {
    throw refused('names that start with pg_ belong to PostgreSQL');
  }
}

/** Known, and PostgreSQL's own: a schema in front may only be pg_catalog. */
function assertName(value: unknown, allowed: Set<string>, what: string): void {
  const names = namesOf(value);
  const name = names.at(-1) ?? '';
  const own = names.length === 1 || (names.length === 2 && names[0] === 'pg_catalog');
  if (own && (allowed.has(name) || /^(?:NOT )?BETWEEN(?: SYMMETRIC)?$/.test(name))) return;
  throw refused(`${what} ${names.join('.')} is not allowed in it`);
}

function assertType(fields: Fields): void {
  if (!Array.isArray(fields.names)) return;
  assertName(fields.names, allowedTypes, 'the type');
}

interface TableVisit {
  tables: TableModel[];
  commonTables: Set<string>;
  found: Inspection;
}

function visitTable(fields: Fields, { tables, commonTables, found }: TableVisit): void {
  const name = String(fields.relname);
  const schema = typeof fields.schemaname === 'string' ? fields.schemaname : undefined;
  if (fields.catalogname) throw refused('it names another database');
  if (schema === undefined && commonTables.has(name)) return;
  const table = tables.find((known) => known.name === name && (schema === undefined || known.schema === schema));
  if (!table) throw refused(`there is no table ${schema ? `${schema}.` : ''}${name} that it may read`);
  if (schema === undefined)
    found.unqualified.push({ location: Number(fields.location ?? 0), schema: table.schema ?? 'public' });
  found.mentions.tables.push({ table, alias: aliasOf(fields) ?? name, renames: renamesColumns(fields) });
}

const aliasOf = ({ alias }: Fields): string | undefined =>
  alias && typeof alias === 'object' && 'aliasname' in alias ? String(alias.aliasname) : undefined;

const renamesColumns = ({ alias }: Fields): boolean =>
  Boolean(alias && typeof alias === 'object' && 'colnames' in alias);

function namesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const text = (item as { String?: { sval?: string } }).String;
    return text ? [text.sval ?? ''] : [];
  });
}

function listCommonTables(statement: Fields): string[] {
  const names: string[] = [];
  walk(statement, (type, fields) => {
    if (type === 'CommonTableExpr') names.push(String(fields.ctename));
  });
  return names;
}

/** A semicolon at the very end, which is allowed, would be in the way of what the statement is put into. */
const withoutEnd = (text: string): string => text.replace(/[\s;]+$/, '');

function insertSchemas(text: string, places: Unqualified[]): string {
  let bytes = Buffer.from(text);
  for (const { location, schema } of places.toSorted((a, b) => b.location - a.location)) {
    const prefix = Buffer.from(`"${schema.replaceAll('"', '""')}".`);
    bytes = Buffer.concat([bytes.subarray(0, location), prefix, bytes.subarray(location)]);
  }
  return bytes.toString('utf8');
}
