import { BlockList, isIP } from 'node:net'

/** The address that a request comes from; undefined when its connection is gone already. */
export type FindClientAddress = (
  connection: string | undefined,
  forwardedFor: string | undefined,
) => string | undefined

/**
 * Each trusted proxy vouches for the entry before its own in X-Forwarded-For; what a client wrote
 * itself is never reached. `trusted` are addresses and networks (10.0.0.0/8).
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

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Without a port, brackets, and the prefix of an IPv4 address on an IPv6 socket. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
