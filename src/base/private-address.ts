import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * Networks that are not part of the internet: this machine, its neighbours, and the reserved
 * networks of clouds.
 */
const PRIVATE_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const

/** The only IPv6 network with public addresses (IANA, 2025-10-09). */
const GLOBAL_IPV6 = ['2000::', 3] as const

/**
 * Special networks within it (IANA special-purpose registry, 2025-10-09): protocol assignments with
 * Teredo and ORCHID, documentation, and 6to4, which can encode a private IPv4 address.
 */
const SPECIAL_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

type Networks = readonly (readonly [network: string, bits: number])[]

function isIn(address: string, family: 'ipv4' | 'ipv6', networks: Networks): boolean {
  const list = new BlockList()
  for (const [network, bits] of networks) list.addSubnet(network, bits, family)
  return list.check(address, family)
}

/**
 * Whether an IP address is not public. An IPv6 form of an IPv4 address (mapped, compatible, NAT64,
 * 6to4, Teredo) always counts as private, and so does an invalid address.
 */
export function isPrivateAddress(address: string): boolean {
  if (isIPv4(address)) return isIn(address, 'ipv4', PRIVATE_IPV4)
  if (!isIPv6(address) || address.includes('%')) return true
  return !isIn(address, 'ipv6', [GLOBAL_IPV6]) || isIn(address, 'ipv6', SPECIAL_IPV6)
}
