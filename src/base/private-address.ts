import { BlockList, isIPv6 } from 'node:net'

/** Networks that are not the internet: this machine, the neighbours, and what clouds reserve. */
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
const PRIVATE_IPV6 = [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const

/** IPv4 addresses that are written as IPv6 count as what they are. */
export function isPrivateAddress(address: string): boolean {
  const networks = new BlockList()
  for (const [network, bits] of PRIVATE_IPV4) networks.addSubnet(network, bits, 'ipv4')
  for (const [network, bits] of PRIVATE_IPV6) networks.addSubnet(network, bits, 'ipv6')
  return networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
