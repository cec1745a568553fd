import { parseAllowList } from './addresses.ts';
import { fetchPinned, type OutboundAnswer, type OutboundRequest } from './fetch.ts';
import { type PinnedAddress, type Resolver, resolveHost, systemResolver } from './resolve.ts';

export { OutboundError } from './outbound-error.ts';
export type { OutboundAnswer, OutboundRequest, PinnedAddress };

/** The one way to a host or URL that a user gave. */
export interface UrlGuard {
  /**
   * All addresses of a host, checked. For protocols other than HTTP: connect to one of these, never to the name. Throws
   * `url_not_allowed` where one of them is private and not allowed, `OutboundError` where there is none.
   */
  resolve(host: string): Promise<PinnedAddress[]>;
  /**
   * An HTTP request whose every hop is resolved by `resolve` and pinned. Throws `url_not_allowed` or `OutboundError`; any status the
   * other side answers with is returned.
   */
  fetch(url: string, request?: OutboundRequest): Promise<OutboundAnswer>;
}

/** Makes the guard from the entries of `OUTBOUND_ALLOW`: ranges, addresses and host names that may be private. */
export function createUrlGuard(entries: readonly string[], resolver: Resolver = systemResolver): UrlGuard {
  const allow = parseAllowList(entries);
  const resolve = (host: string) => resolveHost(host, allow, resolver);
  return { resolve, fetch: (url, request = {}) => fetchPinned(resolve, url, request) };
}
