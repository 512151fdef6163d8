import { lookup } from 'node:dns/promises'
import { isPrivateAddress } from '../base/private-address.ts'

/** Returns the IP addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>

const resolveHost: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/** The usual web ports; others must be above those reserved for administrators. */
const WEB_PORTS: readonly number[] = [80, 443]
const FIRST_FREE_PORT = 1024

/** One sentence for every host, so that it does not reveal which names gramd's network knows. */
const NOT_PUBLIC = 'expected a host that the internet reaches'

export type CheckedAddress = { refusal: string } | { addresses: readonly string[] }

/**
 * Checks a URL that a user entered: users must not reach through it what only gramd's machine can
 * reach. Returns why gramd refuses to post there, or the checked IP addresses to connect to.
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
