import { networkOf } from '../../../http/client-address.ts'

/** The key by which attempts are counted, and how many may fail before the next one has to wait. */
export type Subject = { key: string; freeAttempts: number }

/**
 * Attempts at a login from places without an earlier sign-in of the user: strangers can use them
 * up.
 */
export const loginSubject = (login: string): Subject => ({
  key: `login:${login}`,
  freeAttempts: 5,
})

/** Attempts of an address at all logins. */
export const addressSubject = (client?: string): Subject => ({
  key: `address:${networkOf(client)}`,
  freeAttempts: 30,
})

/** Attempts at a user's login from a browser or address that has signed in as them before. */
export const knownSubject = (userId: string, mark: Buffer): Subject => ({
  key: `known:${userId}:${mark.toString('hex')}`,
  freeAttempts: 5,
})

/** Attempts to elevate one session: a person who has stolen it can use up no more than these. */
export const sessionSubject = (sessionHash: Buffer): Subject => ({
  key: `session:${sessionHash.toString('hex')}`,
  freeAttempts: 5,
})

/** Attempts to elevate any session of a user; a single session does not fill it. */
export const elevationSubject = (userId: string): Subject => ({
  key: `elevation:${userId}`,
  freeAttempts: 20,
})
