import { isIP } from 'node:net'

/**
 * Whether media may be fetched from an address: https on one of these hosts or their subdomains, or
 * an address of this machine that the operator has configured, such as a stand-in's.
 */
export function isAllowedAddress(address: string, hosts: readonly string[]): boolean {
  const url = URL.parse(address)
  if (!url) return false
  const host = url.hostname.toLowerCase()
  const isNamed = hosts.some((each) => host === each || host.endsWith(`.${each}`))
  return isNamed && (url.protocol === 'https:' || (url.protocol === 'http:' && isIP(host) === 4))
}
