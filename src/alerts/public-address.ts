import { lookup } from 'node:dns/promises'
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

export type Resolve = (host: string) => Promise<readonly string[]>

const resolveHost: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/**
 * Why gramd does not post to a URL that a user gave: users must not reach through it what only the
 * machine of gramd reaches. Null if it does. A name that turns private later still meets TLS.
 */
export async function refusalOf(
  text: string,
  resolve: Resolve = resolveHost,
): Promise<string | null> {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'https:') return 'expected https://host/path'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = await resolve(host).catch(() => [])
  if (addresses.length === 0) return 'the name of this host leads nowhere'
  return addresses.some(isPrivateAddress) ? 'expected a host on the internet' : null
}
