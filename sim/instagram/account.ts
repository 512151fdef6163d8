import { createRandom, hash32 } from './random.ts'
import type { AccountFaultKind, ActiveFault } from './faults.ts'
import type { LoginFaultKind } from './login-faults.ts'
import type { TotpKey } from './totp.ts'

/** A login session: it lives on the device and the proxy where it was made. */
export type Session = {
  readonly id: string
  /** Null for one that was made elsewhere: the first device that uses it is its own. */
  deviceId: string | null
  /** Which proxy it is used through; null is no proxy at all, `first` the first one that it will be used through. */
  proxy: number | null | 'first'
  /** The version of the app that used it last; null before its first request. */
  appVersion: string | null
  /** World time (ms) at which it ends by itself. */
  readonly endsAt: number
  /** World time (ms) of its last request, or of its making. */
  usedAt: number
}

/** An account that can log in, with what became of it. */
export type Account = {
  readonly index: number
  readonly pk: string
  readonly username: string
  readonly password: string
  /** The live ones, oldest first: one a device, and those made elsewhere. */
  sessions: Session[]
  /** Counts sessions made; part of the session id, so that no two sessions share one. */
  logins: number
  faults: ActiveFault<AccountFaultKind>[]
  loginFaults: ActiveFault<LoginFaultKind>[]
  /** How its dead sessions are refused; null in the usual way. */
  farewell: AccountFaultKind | null
  /** Challenged for ever. */
  isKilled: boolean
  /** The fixed code that a login may give as its second factor. */
  twoFactorCode: string | null
  /** The key of the one-time passwords that a login may give as its second factor; none at all is a password alone. */
  totp: TotpKey | null
  /** Set while a login waits for its code. */
  twoFactorIdentifier: string | null
}

type SessionPlace = { deviceId: string | null; proxy: Session['proxy'] }

export type Accounts = {
  readonly list: readonly Account[]
  find(username: string): Account | undefined
  /** The current or former owner of a session, so that a request with a dead one is still attributed. */
  ofSession(sessionId: string): Account | undefined
  /** Who logged in on this device last. */
  ofDevice(deviceId: string): Account | undefined
  /** A new session, made at `at` (world time, ms); the one that the device had before ends. */
  openSession(account: Account, place: SessionPlace, at: number): Session
  /** Makes a session that was made elsewhere the device's own. */
  adopt(account: Account, session: Session, deviceId: string): void
  /** How long sessions live that are made from now on, in seconds of world time; null is for ever. */
  sessionLifetimeSeconds: number | null
}

/** How many sessions and devices are recognised, dead ones included. */
const REMEMBERED = 50_000
/** How many sessions of an account live at the same time. */
const KEPT_SESSIONS = 10

export function createAccounts(
  seed: string,
  count: number,
  pkOf: (index: number) => string,
): Accounts {
  const list = Array.from({ length: count }, (_, index) => createAccount(seed, index, pkOf(index)))
  const byUsername = new Map(list.map((account) => [account.username, account]))
  const bySession = new Map<string, Account>()
  const byDevice = new Map<string, Account>()
  const accounts: Accounts = {
    list,
    find: (username) => byUsername.get(username.toLowerCase()),
    ofSession: (sessionId) => bySession.get(sessionId),
    ofDevice: (deviceId) => byDevice.get(deviceId),
    openSession(account, { deviceId, proxy }, at) {
      account.logins += 1
      const secret = createRandom(seed, 'session', account.index, account.logins).token(14)
      // The platform writes its separator percent-encoded, in the cookie and in the header alike.
      const id = `${account.pk}%3A${secret}%3A${account.logins}`
      const endsAt = at + (accounts.sessionLifetimeSeconds ?? Number.POSITIVE_INFINITY) * 1_000
      const session: Session = { id, deviceId, proxy, appVersion: null, endsAt, usedAt: at }
      account.sessions = account.sessions
        .filter((other) => other.deviceId === null || other.deviceId !== deviceId)
        .concat(session)
        .slice(-KEPT_SESSIONS)
      remember(bySession, session.id, account)
      if (deviceId !== null) remember(byDevice, deviceId, account)
      return session
    },
    adopt(account, session, deviceId) {
      session.deviceId = deviceId
      remember(byDevice, deviceId, account)
    },
    sessionLifetimeSeconds: null,
  }
  return accounts
}

/** The account's session with this id, while it lives. */
export const liveSession = (account: Account, id: string, at: number): Session | null =>
  account.sessions.find((session) => session.id === id && session.endsAt > at) ?? null

export function endSession(account: Account, session: Session): void {
  account.sessions = account.sessions.filter((other) => other !== session)
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
    sessions: [],
    logins: 0,
    faults: [],
    loginFaults: [],
    farewell: null,
    isKilled: false,
    twoFactorCode: null,
    totp: null,
    twoFactorIdentifier: null,
  }
}
