import { BlockList, isIP } from 'node:net'

/**
 * Returns the address that a request comes from; undefined when its connection is already closed.
 */
export type FindClientAddress = (
  connection: string | undefined,
  forwardedFor: string | undefined,
) => string | undefined

/**
 * Finds the client's address behind proxies. Each trusted proxy vouches for the entry before its
 * own in X-Forwarded-For, so entries written by the client itself are ignored. `trusted` holds
 * addresses and networks (10.0.0.0/8).
 */
export function clientAddressBehind(trusted: readonly string[]): FindClientAddress {
  const proxies = new BlockList()
  for (const [address = '', length] of trusted.map((each) => each.split('/')))
    if (length === undefined) proxies.addAddress(address, familyOf(address))
    else proxies.addSubnet(address, Number(length), familyOf(address))
  return (connection, forwardedFor) => {
    if (connection === undefined) return undefined
    const chain = forwardedFor?.split(',') ?? []
    let address = bare(connection)
    while (chain.length > 0 && proxies.check(address, familyOf(address))) {
      const next = bare(chain.pop() ?? '')
      if (isIP(next) === 0) break
      address = next
    }
    return address
  }
}

/**
 * Returns the network that counts as one client: an IPv4 address, or the first 64 bits of an IPv6
 * address, since each IPv6 client has that many addresses.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined || isIP(address) !== 6) return address ?? 'unknown'
  const [front = '', back] = withoutZone(address).split('::')
  const [first, last] = [groupsOf(front), groupsOf(back ?? '')]
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => 0)
  const groups = back === undefined ? first : [...first, ...zeros, ...last]
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xff_ff)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.')
  const network = groups.slice(0, 4).map((group) => group.toString(16))
  return `${network.join(':')}::/64`
}

const withoutZone = (address: string): string => address.split('%', 1).join('')

/** Returns the 16-bit groups of a part of an IPv6 address; its end may be written as IPv4. */
const groupsOf = (part: string): number[] =>
  part
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => {
      if (!group.includes('.')) return [Number.parseInt(group, 16)]
      const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
      return [a * 256 + b, c * 256 + d]
    })

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Strips the port, brackets, and the prefix of an IPv4 address on an IPv6 socket. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
