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
import type { EndpointClass } from '../../sim/instagram/endpoints/route.ts'
import type { Consequence } from '../../sim/instagram/faults.ts'
import { hash32 } from '../../sim/instagram/random.ts'
import type { Referee } from '../../sim/instagram/referee/referee.ts'
import { createAccountWindows, type AccountWindows } from '../../sim/pool/account-windows.ts'
import type { Draws, Fault } from '../../sim/pool/draws.ts'
import type { Aftermath } from '../../sim/pool/ideal-sender.ts'

/** Requests that a login of the stand-in takes. */
export const LOGIN_STEPS = 2
/** Highlights that one request may ask for, as at the real adapter. */
const STORIES_PER_REQUEST = 5
const MOST_HIGHLIGHTS = 20

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

/** What a fault does to an account, by the pool's own rule: an ideal sender has to rest as well. */
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

/** An account as the stand-in knows it. */
type Member = { index: number; n: number; windows: AccountWindows; record: AccountRecord }

export type StandIn = {
  adapter: PlatformAdapter
  /** What the pool draws its gaps from: the gap of the request that is ending. */
  random: () => number
  /** Requests that arrived, by account. */
  sent(): number[]
  /** How long (ms) an account that might send stood idle, for each request. */
  idleMs: number[]
}

export type StandInOptions = {
  clock: Clock
  referee: Referee
  draws: Draws
  limits: PoolLimits
  /** By account: when it may send first (ms). */
  starts: readonly number[]
}

/** `account17` is the account with index 17. */
export const nameOf = (index: number): string => `account${index}`
const indexOf = (username: string): number => Number(username.slice('account'.length))

/** The platform in this process: draws how long an answer takes and what it says, and lets the referee judge. */
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

  const send = async (held: PlatformAccount, endpointClass: EndpointClass): Promise<void> => {
    const member = members[indexOf(held.username)]
    if (!member) throw new Error(`nobody is called ${held.username}`)
    const end = await held.reserve(endpointClass)
    const { index, windows } = member
    const n = member.n++
    const at = clock.now().getTime()
    const isLogin = endpointClass === 'login' || endpointClass === 'login_flow'
    const visit = referee.arrive({
      account: held.username,
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
    visit.end({
      consequence: fault ? CONSEQUENCES[fault] : 'none',
      cause: fault ?? '',
      restMs: Math.max(0, (aftermath?.restUntil ?? endedAt) - endedAt),
    })
    gap = draws.gap(index, n)
    windows.waitUntil(endedAt + limits.gapMinMs + gap * (limits.gapMaxMs - limits.gapMinMs))
    // The pool draws its gap before anything else happens.
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

type Send = (held: PlatformAccount, endpointClass: EndpointClass) => Promise<void>

const unused = (): never => {
  throw new Error('the measurement asks for profiles only')
}

const highlightsOf = (username: string): number => hash32(username) % (MOST_HIGHLIGHTS + 1)

function createAdapter(send: Send): PlatformAdapter {
  return {
    storiesPerRequest: STORIES_PER_REQUEST,
    open: (held): PlatformSession => ({
      username: held.username,
      async fetchProfile(target) {
        await send(held, 'profile')
        return profileOf('username' in target ? target.username : target.platformId)
      },
      async fetchPosts() {
        await send(held, 'feed')
        return { posts: [], next: null, isWhole: true }
      },
      fetchPicture: unused,
      async fetchHighlights(platformId) {
        await send(held, 'tray')
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
        await send(held, 'stories')
        return ids.map((highlightId) => ({ highlightId, mentions: [], locations: [], links: [] }))
      },
      fetchPostFeed: unused,
      fetchSimilar: unused,
      fetchMembers: unused,
      searchMembers: unused,
      fetchFriendships: unused,
      async checkSession() {
        await send(held, 'session_check')
        return { platformId: held.username, username: held.username }
      },
      async login() {
        await send(held, 'login_flow')
        await send(held, 'login')
        await held.saveSession('session', { platformId: null, expiresAt: null })
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
  externalUrl: null,
  bioLinks: [],
  pictureId: null,
  latestStoryAt: null,
  isRestricted: false,
  hasHighlights: true,
})
