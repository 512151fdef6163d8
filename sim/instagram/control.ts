import type { Account, Accounts } from './account.ts'
import type { EndpointClass } from './endpoints/route.ts'
import type { AccountFaultKind, LoginFaultKind } from './faults.ts'
import type { Referee } from './referee/referee.ts'
import type { Proxy, ProxyFault } from './server/proxy.ts'
import { truthOf, type Truth } from './truth.ts'
import type { Creator } from './world/creator.ts'
import type { World } from './world/world.ts'

/** A fault for the next `count` requests, or until cleared; to certain endpoints, or to all but the login. */
export type AccountFaultOrder = {
  kind: AccountFaultKind
  count?: number | undefined
  endpoints?: readonly EndpointClass[] | undefined
}

export type LoginFaultOrder = { kind: LoginFaultKind; count?: number | undefined }

export type TargetFault =
  | { kind: 'poison' }
  | { kind: 'private' | 'deleted' }
  | { kind: 'renamed'; username: string }

/** What a test or an operator can do to the stand-in. Unknown accounts, proxies and creators throw a RangeError. */
export type Control = {
  failAccount(username: string, order: AccountFaultOrder): void
  failLogin(username: string, order: LoginFaultOrder): void
  /** From now on the account only ever meets challenges; nothing brings it back. */
  killAccount(username: string): void
  /** From now on a login has to give this code; null asks for none. */
  requireTwoFactor(username: string, code: string | null): void
  /** An operator's word that the account's session may move to another proxy once. */
  allowProxyChange(username: string): void
  /** Ends the faults of an account and tells the referee that an operator has looked after it. */
  clearAccount(username: string): void
  failProxy(index: number, fault: ProxyFault): void
  clearProxy(index: number): void
  failTarget(usernameOrPk: string, fault: TargetFault): void
  clearTarget(usernameOrPk: string): void
  /** Everything back as it was at the start, except killed accounts and what the referee has seen. */
  clearAll(): void
  truthOf(username: string, postCount?: number): Truth | null
}

export type ControlOptions = {
  world: World
  accounts: Accounts
  proxies: readonly Proxy[]
  referee: Referee
  poisoned: Set<number>
}

export function createControl(options: ControlOptions): Control {
  const { world, accounts, proxies, referee, poisoned } = options
  const account = (username: string): Account =>
    known(accounts.find(username), `account ${username}`)
  const proxy = (index: number): Proxy => known(proxies[index], `proxy ${index}`)
  const creator = (usernameOrPk: string): Creator =>
    known(world.creator(usernameOrPk) ?? undefined, `creator ${usernameOrPk}`)
  const restore = (target: Account): void => {
    target.faults = []
    target.loginFaults = []
    referee.clear(target.username)
  }

  return {
    failAccount: (username, { kind, count, endpoints }) =>
      void account(username).faults.push({
        kind,
        left: count ?? null,
        endpoints: endpoints ?? null,
      }),
    failLogin: (username, { kind, count }) =>
      void account(username).loginFaults.push({ kind, left: count ?? null, endpoints: ['login'] }),
    killAccount(username) {
      account(username).isKilled = true
    },
    requireTwoFactor(username, code) {
      account(username).twoFactorCode = code
    },
    allowProxyChange: (username) => referee.allowProxyChange(account(username).username),
    clearAccount: (username) => restore(account(username)),
    failProxy(index, fault) {
      proxy(index).fault = fault
      if (fault.kind === 'dead') proxy(index).disconnect()
    },
    clearProxy(index) {
      proxy(index).fault = null
    },
    failTarget(usernameOrPk, fault) {
      const target = creator(usernameOrPk)
      if (fault.kind === 'poison') poisoned.add(target.index)
      else world.change(target, changeOf(fault))
    },
    clearTarget(usernameOrPk) {
      const target = creator(usernameOrPk)
      poisoned.delete(target.index)
      world.restore(target)
    },
    clearAll() {
      accounts.list.forEach(restore)
      for (const each of proxies) each.fault = null
      poisoned.clear()
      world.restore()
    },
    truthOf: (username, postCount) => truthOf(world, username, postCount),
  }
}

function changeOf(fault: Exclude<TargetFault, { kind: 'poison' }>) {
  if (fault.kind === 'renamed') return { username: fault.username }
  return fault.kind === 'private' ? { isPrivate: true } : { isDeleted: true }
}

function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new RangeError(`there is no ${what}`)
  return found
}
