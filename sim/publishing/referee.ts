import { judgeTries } from './judge-tries.ts'

/** A post that an account made at a stand-in. */
export type Published = {
  /** Its username. */
  account: string
  caption: string
  /** World time (ms) at which the request arrived. */
  at: number
  /** The place of a request to the private API alone: the index of the proxy, and the device. */
  place?: { proxy: number | null; deviceId: string | null }
}

/** A request that brings files, or makes a post; only the latter says its caption. */
export type Tried = { account: string; caption: string | null; at: number }

/** The stand-ins' records of their publishing clients. */
export type PublishingWatch = {
  published(post: Published): void
  /** Before a stand-in looks at it. */
  tried(request: Tried): void
  /** The request was refused for now and made nothing. */
  refused(request: Tried): void
  /** A request that brings files or makes a post; call the result when it has its answer. */
  entered(): () => void
}

type PublishingRule =
  /** Two posts of an account too soon after each other. */
  | 'post_gap'
  /** More posts of an account in a day than it may make. */
  | 'posts_per_day'
  /** A post although the account has just made the last one of its day. */
  | 'rest_at_limit'
  /** A request of an account that has to pause after an error. */
  | 'pause_after_error'
  /** A post is tried again too soon, or too often. */
  | 'retry_gap'
  | 'too_many_retries'
  /** Two accounts that publish the same post too soon after each other. */
  | 'spread'
  /** The accounts of a post follow each other like clockwork. */
  | 'spread_not_random'
  /** Outside the hours of the account. */
  | 'outside_hours'
  /** More publications on their way than may be. */
  | 'at_once'
  /** An account published through the proxy, or with the device, of another one. */
  | 'foreign_proxy'
  | 'foreign_device'

type PublishingViolation = {
  rule: PublishingRule
  account: string | null
  at: number
  detail: string
}

type PublishingLimits = {
  gapMs: number
  staggerMinMs: number
  atOnce: number
  /** The time that a request may take on its way here, in world time. */
  toleranceMs: number
}

export type PublishingRefereeOptions = {
  limits?: Partial<PublishingLimits>
  /** How many posts this account may make in the day that ends then. */
  postsPerDay: (account: string, at: number) => number
  /** Whether accounts may publish at this world time (ms); always by default. */
  isActive?: (at: number) => boolean
  /**
   * Returns the editor's post from a caption that was made of it; null if it belongs to no post.
   */
  postOf: (caption: string) => string | null
}

export type PublishingReferee = PublishingWatch & {
  violations(): PublishingViolation[]
  /** World ms between the accounts of a post, by the post. */
  spreads(): ReadonlyMap<string, readonly number[]>
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const PUBLISHING_LIMITS: PublishingLimits = {
  gapMs: 30 * MINUTE_MS,
  staggerMinMs: 2 * MINUTE_MS,
  atOnce: 50,
  toleranceMs: 0,
}
/** From this many distances on, such equal ones cannot be random. */
const ENOUGH = 4
const LIKE_CLOCKWORK_MS = 10_000

/**
 * Checks what both stand-ins see of publishing against the rules that hold over all accounts, in
 * world time.
 */
export function createPublishingReferee(options: PublishingRefereeOptions): PublishingReferee {
  const limits = { ...PUBLISHING_LIMITS, ...options.limits }
  const found: PublishingViolation[] = []
  const posts: Published[] = []
  const judges = [
    judgePace(posts, limits, options),
    judgeSpread(posts, limits, options),
    judgePlace(),
  ]
  const tries = judgeTries(limits)
  const add = (
    rule: PublishingRule,
    post: Pick<Published, 'account' | 'at'> | null,
    detail: string,
  ): void =>
    void found.push({
      rule,
      account: post?.account ?? null,
      at: (post ?? posts.at(-1))?.at ?? 0,
      detail,
    })
  const spreads = () => spreadsOf(posts, options)
  return {
    published(post) {
      for (const judge of judges) judge(post, (rule, detail) => add(rule, post, detail))
      posts.push(post)
      tries.published(post)
    },
    tried: (request) => tries.tried(request, (rule, detail) => add(rule, request, detail)),
    refused: tries.refused,
    entered: counter((underWay) => {
      if (underWay > limits.atOnce)
        add('at_once', null, `${underWay} requests at once, at most ${limits.atOnce}`)
    }),
    violations: () => [...found, ...clockworks(spreads(), posts.at(-1)?.at ?? 0)],
    spreads,
  }
}

type Judge = (post: Published, add: (rule: PublishingRule, detail: string) => void) => void

const judgePace =
  (
    posts: readonly Published[],
    { gapMs, toleranceMs }: PublishingLimits,
    { postsPerDay, isActive }: PublishingRefereeOptions,
  ): Judge =>
  ({ account, at }, add) => {
    if (isActive?.(at) === false) add('outside_hours', 'not active now')
    const own = posts.filter((post) => post.account === account)
    const last = own.at(-1)
    if (last && at - last.at < gapMs - toleranceMs)
      add('post_gap', `${minutes(at - last.at)} after its last post`)
    const most = postsPerDay(account, at)
    const inDay = 1 + own.filter((post) => post.at > at - DAY_MS + toleranceMs).length
    if (inDay > most) add('posts_per_day', `${inDay} posts in a day, at most ${most}`)
    if (!last || at - last.at >= DAY_MS - toleranceMs) return
    const ofItsDay = own.filter((post) => post.at > last.at - DAY_MS + toleranceMs)
    if (ofItsDay.length >= postsPerDay(account, last.at))
      add('rest_at_limit', `${minutes(at - last.at)} after the last post of its day`)
  }

const judgeSpread =
  (
    posts: readonly Published[],
    { staggerMinMs, toleranceMs }: PublishingLimits,
    { postOf }: PublishingRefereeOptions,
  ): Judge =>
  ({ caption, at }, add) => {
    const name = postOf(caption)
    const before = posts.findLast((post) => name !== null && postOf(post.caption) === name)
    if (before && at - before.at < staggerMinMs - toleranceMs)
      add('spread', `${minutes(at - before.at)} after @${before.account}, of ${name}`)
  }

function judgePlace(): Judge {
  const owners = { proxy: new Map<number, string>(), device: new Map<string, string>() }
  return ({ account, place: { proxy = null, deviceId = null } = {} }, add) => {
    const ofProxy = proxy === null ? account : ownerOf(owners.proxy, proxy, account)
    if (ofProxy !== account) add('foreign_proxy', `proxy ${proxy} is of @${ofProxy}`)
    const ofDevice = deviceId === null ? account : ownerOf(owners.device, deviceId, account)
    if (ofDevice !== account) add('foreign_device', `${deviceId} is of @${ofDevice}`)
  }
}

/** Counts requests that are under way; calls `report` with the number each time one enters. */
function counter(report: (underWay: number) => void): PublishingWatch['entered'] {
  let underWay = 0
  return () => {
    underWay += 1
    report(underWay)
    let hasLeft = false
    return () => {
      underWay -= hasLeft ? 0 : 1
      hasLeft = true
    }
  }
}

function spreadsOf(
  posts: readonly Published[],
  { postOf }: PublishingRefereeOptions,
): Map<string, number[]> {
  const spreads = new Map<string, number[]>()
  for (const [name, some] of Map.groupBy(posts, ({ caption }) => postOf(caption)))
    if (name !== null)
      spreads.set(
        name,
        some.slice(1).map(({ at }, place) => at - (some[place]?.at ?? at)),
      )
  return spreads
}

const clockworks = (
  spreads: ReadonlyMap<string, readonly number[]>,
  at: number,
): PublishingViolation[] =>
  [...spreads].flatMap(([name, gaps]) => {
    const range = Math.max(...gaps) - Math.min(...gaps)
    if (gaps.length < ENOUGH || range >= LIKE_CLOCKWORK_MS) return []
    const detail = `${gaps.length} distances of ${name} differ by ${range} ms`
    return [{ rule: 'spread_not_random', account: null, at, detail }]
  })

/** The one that came first. */
function ownerOf<Key>(owners: Map<Key, string>, key: Key, account: string): string {
  const owner = owners.get(key) ?? account
  owners.set(key, owner)
  return owner
}

const minutes = (ms: number): string => `${(ms / MINUTE_MS).toFixed(1)} min`
