import ip from 'ipaddr.js';

type Address = ip.IPv4 | ip.IPv6;

/** Decides which addresses and names may be reached although they are not public. */
export interface AllowList {
  hasHost(host: string): boolean;
  hasAddress(address: string): boolean;
}

/** Reads entries such as `10.1.0.0/16`, `127.0.0.1`, `fd00::/8` or `db.internal`. Throws on a range that makes no sense. */
export function parseAllowList(entries: readonly string[]): AllowList {
  const hosts = new Set<string>();
  const ranges: [Address, number][] = [];
  for (const entry of entries) {
    if (entry.includes('/')) ranges.push(ip.parseCIDR(entry));
    else if (ip.isValid(entry)) ranges.push(ip.parseCIDR(`${entry}/${ip.parse(entry).kind() === 'ipv4' ? 32 : 128}`));
    else hosts.add(entry.toLowerCase());
  }
  return {
    hasHost: (host) => hosts.has(host.toLowerCase().replace(/\.$/, '')),
    hasAddress: (address) => {
      // An IPv4 address inside an IPv6 one is judged as the IPv4 address it is.
      const parsed = ip.process(address);
      return ranges.some(([base, bits]) => parsed.kind() === base.kind() && parsed.match(base, bits));
    },
  };
}

/** All of IPv6 that is handed out for hosts on the internet (RFC 4291, 2.4); what lies outside is special or unassigned. */
const globalUnicast = ip.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is one of the public internet: not loopback, private, link-local, shared (RFC 6598), multicast, reserved, and no
 * IPv6 form that carries an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo), for that may be any of those.
 */
export function isPublicAddress(address: string): boolean {
  if (!ip.isValid(address)) return false;
  const parsed = ip.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ip.IPv4 || parsed.match(globalUnicast);
}
