import type { ColumnModel } from '../database-model.ts';
import type { ColumnProfile, ProfileLimits } from './profile-table.ts';
import { namesPeople, sensitiveKind } from './sensitive.ts';
import type { FoundColumn, FoundTable } from './structure.ts';

/** How a column is made findable, and why: the reason is shown to people. */
export interface Decision {
  strategy: ColumnModel['strategy'];
  reason: string;
  isSensitive: boolean;
}

interface Circumstances {
  table: Pick<FoundTable, 'columns'>;
  isForeignKey: boolean;
  /** What an owner said about the column being sensitive; null where nobody did. */
  override: boolean | null;
}

const decided = (strategy: ColumnModel['strategy'], reason: string): Decision => ({
  strategy,
  reason,
  isSensitive: false,
});

/** Decides by rule which values of a column are kept: all (`categorical`), many for likeness (`vector`) or none (`skip`). */
export function decideStrategy(
  column: FoundColumn,
  profile: ColumnProfile,
  { table, isForeignKey, override }: Circumstances,
  limits: ProfileLimits,
): Decision {
  const sensitive = sensitiveReason(column, profile, table, limits);
  if (override ?? sensitive !== undefined) {
    const reason = sensitive ?? 'An owner says that it is personal or secret';
    return { strategy: 'skip', reason: `${reason}: its values are not kept.`, isSensitive: true };
  }
  return byValues(column, profile, isForeignKey, limits);
}

function sensitiveReason(
  column: FoundColumn,
  { samples, distinctCount }: ColumnProfile,
  { columns }: Pick<FoundTable, 'columns'>,
  { categoryThreshold }: ProfileLimits,
): string | undefined {
  const kind = sensitiveKind(column, samples);
  if (kind) return `Looks like ${kind}`;
  const isSmall = distinctCount !== null && distinctCount <= categoryThreshold;
  return !isSmall && namesPeople(column, columns)
    ? 'Looks like the names of people whose contacts are kept beside them'
    : undefined;
}

function byValues(
  { type, isPrimaryKey, isUnique }: FoundColumn,
  { distinctCount, averageLength, frequent, samples }: ColumnProfile,
  isForeignKey: boolean,
  { categoryThreshold }: ProfileLimits,
): Decision {
  const isFew =
    distinctCount !== null && distinctCount > 0 && distinctCount <= categoryThreshold && frequent.length > 0;
  const values = `${distinctCount} different value${distinctCount === 1 ? '' : 's'}`;
  switch (type) {
    case 'json':
    case 'other':
      return decided('skip', 'Its values cannot be compared with words.');
    case 'date':
    case 'timestamp':
    case 'time':
      return decided('skip', 'A point in time: its range is kept, not its values.');
    case 'boolean':
      return decided('categorical', 'Yes or no.');
    case 'number':
      return decided('skip', 'A measure: its range is kept, not its values.');
    case 'integer':
      if (isPrimaryKey || isForeignKey || isUnique) return decided('skip', 'Identifies rows.');
      if (isFew && distinctCount <= 20) return decided('categorical', `${values}: all are kept.`);
      return decided('skip', 'A measure: its range is kept, not its values.');
    case 'text':
      if (distinctCount === null && frequent.length === 0)
        return decided('skip', 'Its values could not be read in time.');
      if (isFew) return decided('categorical', `${values}, at most ${categoryThreshold}: all are kept.`);
      if (samples.length > 0 && samples.every(isCode)) return decided('skip', 'Codes that nobody says in a question.');
      if ((averageLength ?? 0) > 100) return decided('skip', 'Long texts, which questions do not name.');
      return decided(
        'vector',
        `${distinctCount === null ? 'Many different values' : values}: kept for finding by likeness.`,
      );
  }
}

/** A UUID or a hash. */
const isCode = (value: string): boolean =>
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value) || /^[0-9a-f]{32,}$/i.test(value);
