import type { Role, Sense } from '../lexicon/lexicon.ts';
import type { Mention } from '../linking/refs.ts';
import { emptyFrame, type Filter, type Frame } from './frame.ts';
import type { Item } from './items.ts';

type SenseOf<R extends Role> = Sense extends infer S
  ? S extends { role: Role }
    ? R extends S['role']
      ? S
      : never
    : never
  : never;

/** Where the grammar stands in a clause, and what it has understood so far. */
export class Reader {
  at = 0;
  /** Whether a mention met now is wanted as an output or narrows what was asked. */
  mode: 'output' | 'filter' = 'output';
  /** The table mentioned last: "… restaurants with a rating above 4" ties the rating to it. */
  lastTable: Mention | null = null;
  negated = false;
  /** The last glue was "of" or "for": the table after it owns the columns before it. */
  owns = false;
  /** What this clause is about, as far as it has been read. */
  head: Mention | null = null;
  joinsByOr = false;
  /** The item before was a relation verb: "written by" names an agent, not a grouping. */
  afterVerb = false;
  readonly items: Item[];
  readonly frame: Frame;

  constructor(items: Item[], frame: Frame = emptyFrame()) {
    this.items = items;
    this.frame = frame;
  }

  get done(): boolean {
    return this.at >= this.items.length;
  }

  item(offset = 0): Item | undefined {
    return this.items[this.at + offset];
  }

  /** What the item does in this role, if it can have it. */
  sense<R extends Role>(role: R, offset = 0): SenseOf<R> | undefined {
    const item = this.item(offset);
    return item?.kind === 'sense'
      ? (item.senses.find((sense) => sense.role === role) as SenseOf<R> | undefined)
      : undefined;
  }

  is(...roles: Role[]): boolean {
    return roles.some((role) => this.sense(role) !== undefined);
  }

  take(...roles: Role[]): boolean {
    if (!this.is(...roles)) return false;
    this.at += 1;
    return true;
  }

  passOver(...roles: Role[]): void {
    while (this.take(...roles));
  }

  mention(offset = 0): Mention | null {
    const item = this.item(offset);
    return item?.kind === 'mention' ? item.mention : null;
  }

  number(offset = 0): number | null {
    const item = this.item(offset);
    return item?.kind === 'number' ? item.value : null;
  }

  /** Adds a condition; after "or" it joins the one before. */
  addFilter(filter: Filter): void {
    const { filters } = this.frame;
    const before = this.joinsByOr ? filters.pop() : undefined;
    if (!before) filters.push(filter);
    else filters.push({ kind: 'or', either: before.kind === 'or' ? [...before.either, filter] : [before, filter] });
    this.joinsByOr = false;
    this.negated = false;
  }

  /** Reads the negation that was met before, and forgets it. */
  takeNegation(): boolean {
    const { negated } = this;
    this.negated = false;
    return negated;
  }
}

const bestOf = (mention: Mention, kinds: string[]): number =>
  Math.max(0, ...mention.refs.filter((ref) => kinds.includes(ref.kind)).map((ref) => ref.score));

/** Whether the phrase names a kind of thing with a table of its own. */
export function isTableLike(mention: Mention): boolean {
  const table = bestOf(mention, ['table']);
  return table >= 0.6 && table >= bestOf(mention, ['column', 'label', 'metric', 'value']) - 0.04;
}

/** Whether the phrase can only be a stored value. */
export function isValueLike(mention: Mention): boolean {
  return (
    bestOf(mention, ['value']) > Math.max(bestOf(mention, ['column', 'label', 'metric']), bestOf(mention, ['table']))
  );
}

export function isColumnLike(mention: Mention): boolean {
  return bestOf(mention, ['column', 'label', 'metric']) > 0;
}

/** Whether the phrase names a yes-or-no column. */
export function isFlag(mention: Mention): boolean {
  return mention.refs.some((ref) => ref.kind === 'column' && ref.column.type === 'boolean' && ref.score >= 0.8);
}
