import { createRandom, hash32 } from './random.ts'
import type { AccountFaultKind, ActiveFault } from './faults.ts'
import type { LoginFaultKind } from './login-faults.ts'
import type { TotpKey } from './totp.ts'

/** A login session: it belongs to the device and the proxy that created it. */
export type Session = {
  readonly id: string
  /** Null for a session created elsewhere: it belongs to the first device that uses it. */
  deviceId: string | null
  /** The proxy that it uses; null for none, `first` for the first one that it will use. */
  proxy: number | null | 'first'
  /** The app version of the last request; null before the first. */
  appVersion: string | null
  /** World time (ms) at which it expires. */
  readonly endsAt: number
  /** World time (ms) of its last request, or of its creation. */
  usedAt: number
}

export type Account = {
  readonly index: number
  readonly pk: string
  readonly username: string
  readonly password: string
  /** Live sessions, oldest first: one per device, and those created elsewhere. */
  sessions: Session[]
  /** Sessions created so far; part of the session id, which makes it unique. */
  logins: number
  faults: ActiveFault<AccountFaultKind>[]
  loginFaults: ActiveFault<LoginFaultKind>[]
  /** The fault with which its dead sessions are refused; null for login_required. */
  refusedWith: AccountFaultKind | null
  /** Every request meets a challenge, for ever. */
  isKilled: boolean
  /** The fixed code that a login accepts as its second factor. */
  twoFactorCode: string | null
  /** The key of the one-time passwords that a login accepts as its second factor. */
  totp: TotpKey | null
  /** Set between the password and the code of a login. */
  twoFactorIdentifier: string | null
}

type SessionPlace = { deviceId: string | null; proxy: Session['proxy'] }

export type Accounts = {
  readonly list: readonly Account[]
  find(username: string): Account | undefined
  /** The owner of a live or dead session, so that a request with a dead one is attributed. */
  ofSession(sessionId: string): Account | undefined
  /** The account that logged in last on this device. */
  ofDevice(deviceId: string): Account | undefined
  /** Creates a session at `at` (world time, ms); the device's previous session ends. */
  openSession(account: Account, place: SessionPlace, at: number): Session
  /** Binds a session created elsewhere to the device. */
  adopt(account: Account, session: Session, deviceId: string): void
  /** Lifetime of new sessions in seconds of world time; null for ever. */
  sessionLifetimeSeconds: number | null
}

/** Sessions and devices that are recognized, dead ones included. */
const REMEMBERED = 50_000
/** Live sessions of one account. */
const MAX_SESSIONS = 10

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
      // The platform percent-encodes its separator in the cookie and in the header.
      const id = `${account.pk}%3A${secret}%3A${account.logins}`
      const endsAt = at + (accounts.sessionLifetimeSeconds ?? Number.POSITIVE_INFINITY) * 1_000
      const session: Session = { id, deviceId, proxy, appVersion: null, endsAt, usedAt: at }
      account.sessions = account.sessions
        .filter((other) => other.deviceId === null || other.deviceId !== deviceId)
        .concat(session)
        .slice(-MAX_SESSIONS)
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

/** Undefined ids and expired sessions give null. */
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
    refusedWith: null,
    isKilled: false,
    twoFactorCode: null,
    totp: null,
    twoFactorIdentifier: null,
  }
}
