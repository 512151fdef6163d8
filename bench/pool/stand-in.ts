import type { Clock } from '../../src/base/clock.ts'
import {
  ChallengeRequiredError,
  FeedbackRequiredError,
  LoginRequiredError,
  RateLimitedError,
  TransientPlatformError,
  type PlatformError,
} from '../../src/platforms/errors.ts'
import type {
  PlatformAccount,
  PlatformAdapter,
  PlatformSession,
} from '../../src/platforms/adapter.ts'
import { consequenceOf, type AccountRecord } from '../../src/pool/state/consequence.ts'
import type { PoolLimits } from '../../src/pool/state/limits.ts'
import type { EndpointClass } from '../../sim/instagram/endpoint-class.ts'
import type { Consequence } from '../../sim/instagram/faults.ts'
import { hash32 } from '../../sim/instagram/random.ts'
import type { Referee } from '../../sim/instagram/referee/referee.ts'
import { createAccountWindows, type AccountWindows } from '../../sim/pool/account-windows.ts'
import type { Draws, Fault } from '../../sim/pool/draws.ts'
import type { Aftermath } from '../../sim/pool/ideal-sender.ts'

/** Requests of a login. */
export const LOGIN_STEPS = 2
/** Highlights per request, as in the real adapter. */
const STORIES_PER_REQUEST = 5
const MAX_HIGHLIGHTS = 20

const ERRORS: Record<Fault, () => PlatformError> = {
  rate_limited: () => new RateLimitedError('please wait a few minutes'),
  feedback_required: () => new FeedbackRequiredError('we limit how often'),
  challenge_required: () => new ChallengeRequiredError('challenge required'),
  login_required: () => new LoginRequiredError('login required'),
  platform_transient: () => new TransientPlatformError('bad gateway'),
}

const CONSEQUENCES: Record<Fault, Consequence> = {
  rate_limited: 'rest',
  feedback_required: 'rest',
  challenge_required: 'freeze',
  login_required: 'end_session',
  platform_transient: 'none',
}

export const FRESH_ACCOUNT: AccountRecord = {
  state: 'active',
  hasPassword: true,
  hasSession: true,
  rateLimitStreak: 0,
  feedbackStreak: 0,
  cleanSince: null,
  strikes: 0,
}

/**
 * The effect of a fault on an account by the pool's own rule, so that an ideal sender rests as
 * well.
 */
export function aftermathOf(
  limits: PoolLimits,
): (fault: Fault, memory: AccountRecord, at: number) => Aftermath<AccountRecord> {
  return (fault, memory, at) => {
    const due = consequenceOf(ERRORS[fault](), memory, new Date(at), limits)
    return {
      memory: {
        ...memory,
        rateLimitStreak: due.rateLimitStreak,
        feedbackStreak: due.feedbackStreak,
        cleanSince: due.restUntil ?? memory.cleanSince,
      },
      restUntil: due.restUntil?.getTime() ?? null,
      isOut: due.state !== 'active' && due.state !== 'resting',
      needsLogin: due.sessionDied,
    }
  }
}

type Member = { index: number; n: number; windows: AccountWindows; record: AccountRecord }

export type StandIn = {
  adapter: PlatformAdapter
  /** The random number of the pool's next gap: that of the request that is ending. */
  random: () => number
  /** By account. */
  sent(): number[]
  /** Idle time (ms) before each request of an account that was allowed to send. */
  idleMs: number[]
}

export type StandInOptions = {
  clock: Clock
  referee: Referee
  draws: Draws
  limits: PoolLimits
  /** The first allowed moment (ms) by account. */
  starts: readonly number[]
}

/** `account17` is the account with index 17. */
export const nameOf = (index: number): string => `account${index}`
const indexOf = (username: string): number => Number(username.slice('account'.length))

/**
 * The platform in this process: draws duration and outcome of each answer, and lets the referee
 * judge.
 */
export function createStandIn(options: StandInOptions): StandIn {
  const { clock, referee, draws, limits, starts } = options
  const members = starts.map((from, index): Member => ({
    index,
    n: 0,
    windows: createAccountWindows(limits, from),
    record: FRESH_ACCOUNT,
  }))
  const after = aftermathOf(limits)
  const idleMs: number[] = []
  let gap = 0

  const send = async (account: PlatformAccount, endpointClass: EndpointClass): Promise<void> => {
    const member = members[indexOf(account.username)]
    if (!member) throw new Error(`no account is called ${account.username}`)
    const end = await account.reserve(endpointClass)
    const { index, windows } = member
    const n = member.n++
    const at = clock.now().getTime()
    const isLogin = endpointClass === 'login' || endpointClass === 'login_flow'
    const visit = referee.arrive({
      account: account.username,
      deviceId: null,
      proxy: index,
      endpointClass,
      at,
    })
    if (!isLogin) {
      idleMs.push(Math.max(0, at - windows.readyAt()))
      windows.arrive(at)
    }
    await clock.sleep(draws.latencyMs(index, n))
    const fault = isLogin ? null : draws.fault(index, n)
    const endedAt = clock.now().getTime()
    const aftermath = fault ? after(fault, member.record, endedAt) : null
    visit.end(verdictOf(fault, (aftermath?.restUntil ?? endedAt) - endedAt))
    gap = draws.gap(index, n)
    windows.waitUntil(endedAt + limits.gapMinMs + gap * (limits.gapMaxMs - limits.gapMinMs))
    // The pool draws its gap first.
    const ended = end(fault ? ERRORS[fault]() : undefined)
    await ended
    if (!fault || !aftermath) return
    const { memory, restUntil } = aftermath
    member.record = memory
    if (restUntil !== null) windows.waitUntil(restUntil)
    throw ERRORS[fault]()
  }
  return {
    adapter: createAdapter(send),
    random: () => gap,
    sent: () => members.map(({ windows }) => windows.arrivals()),
    idleMs,
  }
}

const verdictOf = (fault: Fault | null, restMs: number) => ({
  consequence: fault ? CONSEQUENCES[fault] : ('none' as const),
  cause: fault ?? '',
  restMs: Math.max(0, restMs),
})

type Send = (account: PlatformAccount, endpointClass: EndpointClass) => Promise<void>

const unused = (): never => {
  throw new Error('the measurement asks for profiles only')
}

const highlightsOf = (username: string): number => hash32(username) % (MAX_HIGHLIGHTS + 1)

function createAdapter(send: Send): PlatformAdapter {
  return {
    storiesPerRequest: STORIES_PER_REQUEST,
    open: (account): PlatformSession => ({
      username: account.username,
      async fetchProfile(target) {
        await send(account, 'profile')
        return profileOf('username' in target ? target.username : target.platformId)
      },
      async fetchPosts() {
        await send(account, 'feed')
        return { posts: [], next: null, isWhole: true }
      },
      fetchPicture: unused,
      async fetchHighlights(platformId) {
        await send(account, 'tray')
        const highlights = Array.from({ length: highlightsOf(platformId) }, (_, n) => ({
          platformId: `${platformId}-${n}`,
          title: null,
          mediaCount: null,
          coverUrl: null,
          changedAt: null,
        }))
        return { highlights, isWhole: true }
      },
      async fetchStories(ids) {
        await send(account, 'stories')
        return ids.map((highlightId) => ({ highlightId, mentions: [], locations: [], links: [] }))
      },
      fetchLiveStories: unused,
      fetchPostFeed: unused,
      fetchSimilar: unused,
      fetchMembers: unused,
      searchMembers: unused,
      fetchFriendships: unused,
      async checkSession() {
        await send(account, 'session_check')
        return { platformId: account.username, username: account.username }
      },
      async login() {
        await send(account, 'login_flow')
        await send(account, 'login')
        await account.saveSession('session', { platformId: null, expiresAt: null })
      },
      get publishing(): never {
        throw new Error('nobody publishes here')
      },
      finishLogin: unused,
    }),
    importSession: unused,
    withoutLogin: () => null,
    checkProxy: async () => await Promise.resolve(1),
  }
}

const profileOf = (username: string) => ({
  platformId: username,
  username,
  fullName: null,
  biography: null,
  avatarUrl: null,
  followerCount: 1,
  followingCount: 1,
  mediaCount: 20,
  isPrivate: false,
  isVerified: null,
  isBusiness: null,
  businessCategory: null,
  cityName: null,
  externalUrl: null,
  bioLinks: [],
  pictureId: null,
  latestStoryAt: null,
  isRestricted: false,
  hasHighlights: true,
})
