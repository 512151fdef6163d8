import { isIPv4 } from 'node:net'

/** What attempts are counted by, and how many may fail before the next one has to wait. */
export type Subject = { key: string; freeAttempts: number }

/** Attempts at a login by whoever has not signed in before from there: a stranger can fill it. */
export const loginSubject = (login: string): Subject => ({
  key: `login:${login}`,
  freeAttempts: 5,
})

/** Attempts of an address at all logins. */
export const addressSubject = (client = 'unknown'): Subject => ({
  key: `address:${networkOf(client)}`,
  freeAttempts: 30,
})

/** Attempts at a user's login from a browser or address that has signed in as them before. */
export const knownSubject = (userId: string, mark: Buffer): Subject => ({
  key: `known:${userId}:${mark.toString('hex')}`,
  freeAttempts: 5,
})

/** Attempts to elevate one session: whoever has stolen it fills no more than this. */
export const sessionSubject = (sessionHash: Buffer): Subject => ({
  key: `session:${sessionHash.toString('hex')}`,
  freeAttempts: 5,
})

/** Attempts to elevate any session of a user; a single session does not fill it. */
export const elevationSubject = (userId: string): Subject => ({
  key: `elevation:${userId}`,
  freeAttempts: 20,
})

/** The address that counts: an IPv6 client has all of a network of 64 bits. */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const before = head.split(':').filter((part) => part !== '')
  const after = tail?.split(':').filter((part) => part !== '') ?? []
  const zeros =
    tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
