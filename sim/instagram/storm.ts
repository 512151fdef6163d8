import type { EndpointClass } from './endpoints/route.ts'
import { ACCOUNT_FAULT_KINDS, type AccountFaultKind } from './faults.ts'
import { LIST_FAULT_KINDS, type ListFaultKind } from './list-rules.ts'
import { LOGIN_FAULT_KINDS, type LoginFaultKind } from './login-faults.ts'
import { createRandom } from './random.ts'

/** How often what goes wrong: in a thousand requests, logins, tunnels or creators. */
export type StormOptions = {
  seed: string
  /** Of requests with a live session. */
  perThousand: Partial<Record<AccountFaultKind, number>>
  loginPerThousand?: Partial<Record<LoginFaultKind, number>> | undefined
  /** Of pages of followers and followed. */
  listsPerThousand?: Partial<Record<ListFaultKind, number>> | undefined
  /** Of tunnels asked for: the proxy dies, for 10 minutes to 3 hours of world time. */
  proxiesDiePerThousand?: number | undefined
  /** Of creators: a request for one meets a challenge. */
  poisonedTargets?: number | undefined
}

/**
 * Faults that nobody ordered. What a request meets depends on the seed, its account (or proxy) and how many it sent
 * before, and on nothing else; so the same client in the same world meets the same faults.
 */
export type Storm = {
  /** The fault that the next request of the account meets; null for none. */
  strike(account: string, endpointClass: EndpointClass): AccountFaultKind | null
  strikeLogin(account: string): LoginFaultKind | null
  /** The fault that the next page of a list meets that the account gets; null for none. */
  strikeList(account: string): ListFaultKind | null
  /** For how long (ms of world time) a proxy dies at its next tunnel; null when it lives on. */
  strikeProxy(proxy: number): number | null
  isPoisoned(creator: number): boolean
  /** What struck so far, by kind; `proxy_died` and `poisoned_target` are among them. */
  struck(): Record<string, number>
}

const MINUTE = 60_000
const SHORTEST_DEATH_MINUTES = 10
const LONGEST_DEATH_MINUTES = 180

/** Throws a TypeError when shares are negative or come to more than all. */
export function createStorm(options: StormOptions): Storm {
  const { seed, proxiesDiePerThousand = 0, poisonedTargets = 0 } = options
  const requests = createLottery(ACCOUNT_FAULT_KINDS, options.perThousand)
  const logins = createLottery(LOGIN_FAULT_KINDS, options.loginPerThousand ?? {})
  const lists = createLottery(LIST_FAULT_KINDS, options.listsPerThousand ?? {})
  const deaths = createLottery(['proxy_died'], { proxy_died: proxiesDiePerThousand })
  const poison = createLottery(['poisoned_target'], { poisoned_target: poisonedTargets })
  const turns = new Map<string, number>()
  const struck: Record<string, number> = {}
  const count = <Kind extends string>(kind: Kind | null): Kind | null => {
    if (kind !== null) struck[kind] = (struck[kind] ?? 0) + 1
    return kind
  }
  /** The counter of actions of this kind. */
  const nextOf = (what: string, whose: string | number) => {
    const turn = (turns.get(`${what} ${whose}`) ?? 0) + 1
    turns.set(`${what} ${whose}`, turn)
    return createRandom(seed, what, whose, turn)
  }
  return {
    strike: (account, endpointClass) =>
      endpointClass === 'login' ? null : count(requests(nextOf('request', account).next())),
    strikeLogin: (account) => count(logins(nextOf('login', account).next())),
    strikeList: (account) => count(lists(nextOf('list', account).next())),
    strikeProxy(proxy) {
      const random = nextOf('tunnel', proxy)
      if (count(deaths(random.next())) === null) return null
      return random.integer(SHORTEST_DEATH_MINUTES, LONGEST_DEATH_MINUTES) * MINUTE
    },
    isPoisoned: (creator) => count(poison(createRandom(seed, 'poison', creator).next())) !== null,
    struck: () => ({ ...struck }),
  }
}

/** Which kind a number in [0, 1) falls to, by shares of a thousand; the rest is none. */
function createLottery<Kind extends string>(
  kinds: readonly Kind[],
  perThousand: Partial<Record<Kind, number>>,
): (drawn: number) => Kind | null {
  const shares = kinds.map((kind) => [kind, perThousand[kind] ?? 0] as const)
  const total = shares.reduce((sum, [, share]) => sum + share, 0)
  if (shares.some(([, share]) => !(share >= 0)) || total > 1_000) {
    throw new TypeError('shares are numbers from 0 on, and come to 1,000 at most')
  }
  return (drawn) => {
    let left = drawn * 1_000
    for (const [kind, share] of shares) {
      if (left < share) return kind
      left -= share
    }
    return null
  }
}

/** The weather of the world: calm, or a storm. */
export type Weather = { storm: Storm | null }
