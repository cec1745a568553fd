import { serveThread } from '../serve-thread.ts';

/** Does what the tests of threads tell it to. */
serveThread<string, string>((order) => {
  if (order === 'hang') for (;;);
  if (order === 'throw') throw new Error('as told');
  if (order === 'exit') process.exit(3);
  if (order === 'fill memory') {
    const kept: string[] = [];
    for (;;) kept.push(JSON.stringify(kept.length).repeat(1_000));
  }
  return order.toUpperCase();
});
