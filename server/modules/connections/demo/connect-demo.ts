import type { Actor } from '../../../platform/http/types.ts';
import type { AccessibleConnection } from '../connections.access.ts';
import { visibleTo } from '../connections.access.ts';
import { connectFile } from '../connections.actions.ts';
import type { ConnectionsContext } from '../context.ts';
import { storeDatabase, streamOfBytes } from '../sqlite-files.ts';
import { makeDemoShop } from './demo-shop.ts';

/** Gives somebody a demo database of their own, or the one they have. Throws `conflict` where they have too many connections. */
export async function connectDemo(
  ctx: ConnectionsContext,
  actor: Pick<Actor, 'userId'>,
): Promise<{ row: AccessibleConnection; created: boolean }> {
  const known = await visibleTo(ctx.db, actor.userId)
    .where('c.owner_id', '=', actor.userId)
    .where('c.is_demo', '=', true)
    .limit(1)
    .executeTakeFirst();
  if (known) return { row: known, created: false };
  const stored = await storeDatabase(ctx, streamOfBytes(makeDemoShop(ctx.now())), 'file');
  const row = await connectFile(ctx, actor, {
    name: 'Demo shop',
    description: 'A made-up shop for the kitchen and the garden: customers, products, orders and reviews of two years.',
    filename: 'shop.sqlite',
    stored,
    isDemo: true,
  });
  return { row, created: true };
}
