import type { EndpointClass } from './endpoint-class.ts'
import { ACCOUNT_FAULT_KINDS, type AccountFaultKind } from './faults.ts'
import { LIST_FAULT_KINDS, type ListFaultKind } from './list-rules.ts'
import { LOGIN_FAULT_KINDS, type LoginFaultKind } from './login-faults.ts'
import { createRandom } from './random.ts'

/** Rates of random faults per thousand requests, logins, tunnels or creators. */
export type StormOptions = {
  seed: string
  /** Per thousand requests with a live session. */
  perThousand: Partial<Record<AccountFaultKind, number>>
  loginPerThousand?: Partial<Record<LoginFaultKind, number>> | undefined
  /** Per thousand pages of followers and following. */
  listsPerThousand?: Partial<Record<ListFaultKind, number>> | undefined
  /** Per thousand tunnels: the proxy dies for 10 minutes to 3 hours of world time. */
  proxiesDiePerThousand?: number | undefined
  /** Per thousand creators: a request for one meets a challenge. */
  poisonedTargets?: number | undefined
}

/**
 * Random faults. They depend only on the seed, the account (or proxy) and the number of its
 * requests, so the same client in the same world meets the same faults.
 */
export type Storm = {
  /** The fault of the account's next request; null for none. */
  strike(account: string, endpointClass: EndpointClass): AccountFaultKind | null
  strikeLogin(account: string): LoginFaultKind | null
  /** The fault of the account's next list page; null for none. */
  strikeList(account: string): ListFaultKind | null
  /** How long (ms of world time) the proxy dies with its next tunnel; null if it works. */
  strikeProxy(proxy: number): number | null
  isPoisoned(creator: number): boolean
  /** Counts by kind, with `proxy_died` and `poisoned_target`. */
  struck(): Record<string, number>
}

const MINUTE = 60_000
const SHORTEST_DEATH_MINUTES = 10
const LONGEST_DEATH_MINUTES = 180

/** TypeError: negative rates, or more than 1,000 in total. */
export function createStorm(options: StormOptions): Storm {
  const { seed, proxiesDiePerThousand = 0, poisonedTargets = 0 } = options
  const requests = createLottery(ACCOUNT_FAULT_KINDS, options.perThousand)
  const logins = createLottery(LOGIN_FAULT_KINDS, options.loginPerThousand ?? {})
  const lists = createLottery(LIST_FAULT_KINDS, options.listsPerThousand ?? {})
  const deaths = createLottery(['proxy_died'], { proxy_died: proxiesDiePerThousand })
  const poison = createLottery(['poisoned_target'], { poisoned_target: poisonedTargets })
  const counters = new Map<string, number>()
  const struck: Record<string, number> = {}
  const count = <Kind extends string>(kind: Kind | null): Kind | null => {
    if (kind !== null) struck[kind] = (struck[kind] ?? 0) + 1
    return kind
  }
  /** The random stream of the next action of this kind. */
  const nextOf = (action: string, subject: string | number) => {
    const number = (counters.get(`${action} ${subject}`) ?? 0) + 1
    counters.set(`${action} ${subject}`, number)
    return createRandom(seed, action, subject, number)
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

/** The kind that a number in [0, 1) selects by rates per thousand; null for the rest. */
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

/** The random faults in force; null for none. */
export type RandomFaults = { storm: Storm | null }
