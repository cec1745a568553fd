/** One page of a list; hand `next_cursor` back as `cursor` for the next one, null means that this was the last. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** Follows the cursors of a list to its end. */
export async function* allPages<T>(fetchPage: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T[]> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield page.items;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
