import { type Static, type TSchema, Type } from 'typebox';
import { limits } from './limits.ts';

/** A UUID in its canonical lower- or upper-case text form; ours are version 7, so they sort by creation time. */
export const Uuid = Type.String({ format: 'uuid' });

/** RFC 3339 in UTC with milliseconds, e.g. `2026-11-21T09:30:00.000Z`. */
export const Timestamp = Type.String({ format: 'date-time' });

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** The one shape of every list: `next_cursor` is null on the last page. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next_cursor: Nullable(Type.String()) });

/** Query parameters of every list that is paged by cursor. */
export const PageQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: limits.pageMax, default: limits.pageDefault, description: 'Rows per page.' }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 500, description: '`next_cursor` of the page before.' })),
});
export type PageQuery = Static<typeof PageQuery>;

/** A position in a log: sequence numbers start at 1 and have no gaps; 0 is "before the first event". */
export const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const IdParams = Type.Object({ id: Uuid });
