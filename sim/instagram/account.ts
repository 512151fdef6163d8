import { createRandom, hash32 } from './random.ts'
import type { AccountFaultKind, ActiveFault, LoginFaultKind } from './faults.ts'

/** A login session: it lives on the device and the proxy where it was made. */
export type Session = {
  id: string
  deviceId: string
  /** Which proxy it is used through; null is no proxy at all. */
  proxy: number | null
}

/** An account that can log in, with what became of it. */
export type Account = {
  readonly index: number
  readonly pk: string
  readonly username: string
  readonly password: string
  session: Session | null
  /** Counts logins; part of the session id, so that no two sessions share one. */
  logins: number
  faults: ActiveFault<AccountFaultKind>[]
  loginFaults: ActiveFault<LoginFaultKind>[]
  /** Challenged for ever. */
  isKilled: boolean
  /** The code that a login has to give, or null when a password is enough. */
  twoFactorCode: string | null
  /** Set while a login waits for its code. */
  twoFactorIdentifier: string | null
}

export type Accounts = {
  readonly list: readonly Account[]
  find(username: string): Account | undefined
  /** Whose session this is or once was, so that a request with a dead session is still told to somebody. */
  ofSession(sessionId: string): Account | undefined
  /** Who logged in on this device last. */
  ofDevice(deviceId: string): Account | undefined
  openSession(account: Account, deviceId: string, proxy: number | null): Session
}

/** How many sessions and devices are recognised, dead ones included. */
const REMEMBERED = 50_000

export function createAccounts(
  seed: string,
  count: number,
  pkOf: (index: number) => string,
): Accounts {
  const list = Array.from({ length: count }, (_, index) => createAccount(seed, index, pkOf(index)))
  const byUsername = new Map(list.map((account) => [account.username, account]))
  const bySession = new Map<string, Account>()
  const byDevice = new Map<string, Account>()
  return {
    list,
    find: (username) => byUsername.get(username.toLowerCase()),
    ofSession: (sessionId) => bySession.get(sessionId),
    ofDevice: (deviceId) => byDevice.get(deviceId),
    openSession(account, deviceId, proxy) {
      account.logins += 1
      const secret = createRandom(seed, 'session', account.index, account.logins).token(14)
      // The platform writes its separator percent-encoded, in the cookie and in the header alike.
      const session = { id: `${account.pk}%3A${secret}%3A${account.logins}`, deviceId, proxy }
      account.session = session
      remember(bySession, session.id, account)
      remember(byDevice, deviceId, account)
      return session
    },
  }
}

function remember(map: Map<string, Account>, key: string, account: Account): void {
  map.set(key, account)
  const oldest = map.keys().next()
  if (map.size > REMEMBERED && !oldest.done) map.delete(oldest.value)
}

function createAccount(seed: string, index: number, pk: string): Account {
  const random = createRandom(seed, 'account', index)
  const words = ['bright', 'quiet', 'steppe', 'apple', 'tulip', 'falcon', 'cedar', 'amber']
  return {
    index,
    pk,
    username: `${random.pick(words)}_${random.pick(words)}_${(hash32(seed) % 900) + 100 + index}`,
    password: `${random.token(10)}#Ж${index}`,
    session: null,
    logins: 0,
    faults: [],
    loginFaults: [],
    isKilled: false,
    twoFactorCode: null,
    twoFactorIdentifier: null,
  }
}
