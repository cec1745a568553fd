import { lookup } from 'node:dns/promises';
import { AppError } from '../errors.ts';
import { type AllowList, isPublicAddress } from './addresses.ts';
import { OutboundError } from './outbound-error.ts';

/** An address that was checked: connect to it and not to the name, which may point elsewhere a moment later. */
export interface PinnedAddress {
  address: string;
  family: 4 | 6;
}

/** Asks for all addresses of a name. */
export type Resolver = (host: string) => Promise<{ address: string; family: number }[]>;

/** The system's own resolver, which also knows /etc/hosts. */
export const systemResolver: Resolver = (host) => lookup(host, { all: true });

/**
 * All addresses of a host, none of them private unless allowed: one bad address refuses the host. Throws `url_not_allowed` for
 * what is refused, `OutboundError` for a name without addresses.
 */
export async function resolveHost(host: string, allow: AllowList, resolver: Resolver): Promise<PinnedAddress[]> {
  const name = canonicalHost(host);
  const found = await resolver(name).catch((error: unknown) => {
    throw new OutboundError('unreachable', `The host ${name} is not known.`, { cause: error });
  });
  if (found.length === 0) throw new OutboundError('unreachable', `The host ${name} has no address.`);
  const allowed =
    allow.hasHost(name) || found.every(({ address }) => isPublicAddress(address) || allow.hasAddress(address));
  if (!allowed) {
    throw new AppError(
      'url_not_allowed',
      `${name} is not on the public internet. An administrator can allow it with OUTBOUND_ALLOW.`,
    );
  }
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/**
 * The host as the URL standard writes it: `0x7f.1`, `2130706433` and `0177.0.0.1` all become `127.0.0.1`. Refuses what is more
 * than a host.
 */
function canonicalHost(host: string): string {
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const url = URL.canParse(`http://${bracketed}/`) ? new URL(`http://${bracketed}/`) : undefined;
  if (!url?.hostname || url.href !== `http://${url.hostname}/` || /[@/?#\\\s]/.test(host)) {
    throw new AppError('url_not_allowed', 'That is not a valid host name.');
  }
  return url.hostname.replace(/^\[|\]$/g, '');
}
