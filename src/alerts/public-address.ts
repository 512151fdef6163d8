import { lookup } from 'node:dns/promises'
import { isPrivateAddress } from '../base/private-address.ts'

/** Returns the IP addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>

const resolveHost: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/** The ports of the web below those that need no rights of an administrator. */
const WEB_PORTS: readonly number[] = [80, 443]
const FIRST_FREE_PORT = 1024

/** One sentence for every host, so that it does not tell which names the network of gramd knows. */
const NOT_PUBLIC = 'expected a host that the internet reaches'

export type CheckedAddress = { refusal: string } | { addresses: readonly string[] }

/**
 * Checks a URL that a user entered: through it users must not reach what only the machine of gramd
 * reaches. Returns why gramd does not post there, or the IP addresses to which it may connect; a
 * connection to any other one would be unchecked.
 */
export async function checkAddress(
  text: string,
  { resolve = resolveHost, allowPrivate = false }: { resolve?: Resolve; allowPrivate?: boolean },
): Promise<CheckedAddress> {
  const url = URL.parse(text)
  if (url?.protocol !== 'https:') return { refusal: 'expected https://host/path' }
  const port = url.port === '' ? 443 : Number(url.port)
  if (port < FIRST_FREE_PORT && !WEB_PORTS.includes(port))
    return { refusal: 'expected port 80, 443, or one from 1024 on' }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = await resolve(host).catch(() => [])
  const isRefused = addresses.length === 0 || (!allowPrivate && addresses.some(isPrivateAddress))
  return isRefused ? { refusal: NOT_PUBLIC } : { addresses }
}
