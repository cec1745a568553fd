import type { TableProfile } from './profile-table.ts';
import type { Decision } from './strategy.ts';
import { type FoundKey, type FoundTable, fullName } from './structure.ts';

interface Known {
  profile: TableProfile;
  decisions: Map<string, Decision>;
  keys: FoundKey[];
}

/** One sentence about a table. */
function summarizeTable(table: FoundTable, { profile, keys }: Known): string {
  const rows =
    profile.rowCount === null
      ? 'an unknown number of rows'
      : `${profile.isExact ? '' : 'about '}${profile.rowCount} rows`;
  const refs = [
    ...new Set(keys.filter((key) => fullName(key.table) === fullName(table)).map((key) => key.refTable.name)),
  ];
  const refers = refs.length > 0 ? ` It refers to ${refs.join(', ')}.` : '';
  const said = table.comment ? ` ${table.comment}` : '';
  return `${table.kind === 'view' ? 'View' : 'Table'} ${fullName(table)} with ${rows} and ${table.columns.length} columns.${refers}${said}`;
}

const longest = 8_000;

/** A table in words, for search and for models: its columns with their types, comments, ranges and some values. */
function documentTable(table: FoundTable, known: Known): string {
  const lines = table.columns.map((column) => {
    const profile = known.profile.columns.get(column.name);
    const decision = known.decisions.get(column.name);
    const facts = [column.nativeType];
    if (column.isPrimaryKey) facts.push('primary key');
    if (column.comment) facts.push(column.comment);
    if (profile && !decision?.isSensitive) {
      if (profile.min !== null) facts.push(`from ${profile.min} to ${profile.max}`);
      else if (profile.samples.length > 0) facts.push(`for example ${profile.samples.slice(0, 5).join('; ')}`);
    }
    return `- ${column.name}: ${facts.join(', ')}`;
  });
  return `${summarizeTable(table, known)}\n${lines.join('\n')}`.slice(0, longest);
}

/** A table in a sentence, and at length. */
export const describeOf = (table: FoundTable, known: Known): { summary: string; document: string } => ({
  summary: summarizeTable(table, known),
  document: documentTable(table, known),
});
