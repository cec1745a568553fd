import { finished } from 'node:stream';
import type { Http } from './types.ts';

/**
 * Lets a closing server end as soon as its last request is answered, or after `seconds`. Without it, connections that browsers
 * open ahead of need and never use keep the process alive for a minute.
 */
export function registerDrain(http: Http, seconds: number): void {
  let underWay = 0;
  let isClosing = false;
  const endConnections = () => http.server.closeAllConnections();
  http.addHook('onRequest', async (_request, reply) => {
    underWay += 1;
    // Not `onResponse`, which a request that its client gave up never reaches.
    finished(reply.raw, () => {
      underWay -= 1;
      if (isClosing && underWay === 0) setImmediate(endConnections);
    });
  });
  http.addHook('preClose', async () => {
    isClosing = true;
    // After this turn the server takes no new connections.
    if (underWay === 0) setImmediate(endConnections);
    setTimeout(endConnections, seconds * 1_000).unref();
  });
}
