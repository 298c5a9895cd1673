// Which network addresses deliveries may reach. Somebody who may subscribe an endpoint chooses what this
// server connects to; machines' metadata services, which hand out credentials, are never it. Private
// networks are allowed unless the operator says otherwise: an approval server's subscribers usually
// live there. Addresses are checked when connecting, so that a name cannot point elsewhere by then.

import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, isIPv6, type LookupFunction } from "node:net";

export interface AddressPolicy {
  readonly allowsPrivateAddresses: boolean;
}

const FORBIDDEN = blockList([
  // Link-local, where clouds keep their metadata services.
  ["169.254.0.0", 16],
  ["fe80::", 10],
  // Metadata services elsewhere: Amazon (IPv6), Alibaba, Oracle.
  ["fd00:ec2::", 32],
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
  // Unspecified, multicast, broadcast.
  ["0.0.0.0", 8],
  ["::", 128],
  ["224.0.0.0", 3],
  ["ff00::", 8],
]);

const PRIVATE = blockList([
  ["127.0.0.0", 8],
  ["::1", 128],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["fc00::", 7],
]);

export function isAllowedAddress(policy: AddressPolicy, address: string): boolean {
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  if (FORBIDDEN.check(address, family)) return false;
  return policy.allowsPrivateAddresses || !PRIVATE.check(address, family);
}

/** Whether a URL's host, when it is an address and no name, may be connected to. */
export function isAllowedHost(policy: AddressPolicy, host: string): boolean {
  const address = host.replace(/^\[|\]$/g, "");
  return isIP(address) === 0 || isAllowedAddress(policy, address);
}

export class ForbiddenAddressError extends Error {
  override readonly name = "ForbiddenAddressError";

  constructor() {
    super("the endpoint's network address is not allowed");
  }
}

/** Resolves names for `net.connect`, to allowed addresses only. */
export function createCheckedLookup(policy: AddressPolicy): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) return callback(error, "");
      const allowed = found.filter(({ address }) => isAllowedAddress(policy, address));
      const first = allowed[0];
      if (first === undefined) return callback(new ForbiddenAddressError(), "");
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
}

function blockList(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) {
    list.addSubnet(network, prefix, network.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
