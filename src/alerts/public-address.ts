import { lookup } from 'node:dns/promises'
import { isPrivateAddress } from '../base/private-address.ts'

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
