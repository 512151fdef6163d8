import { pino } from 'pino'
import { Registry } from 'prom-client'
import { NEWEST_APP } from '../../src/accounts/app-profiles.ts'
import type { Clock } from '../../src/base/clock.ts'
import { parseEncryptionKeys, type EncryptionKeys } from '../../src/base/crypto.ts'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime } from '../../src/db/world-clock.ts'
import { InvalidInputError } from '../../src/base/errors.ts'
import { PictureFailedError } from '../../src/platforms/target-errors.ts'
import type {
  PlatformAccount,
  PlatformAdapter,
  PlatformSession,
} from '../../src/platforms/adapter.ts'
import { addAccount } from '../../src/pool/accounts/accounts-store.ts'
import type { PoolLimits } from '../../src/pool/state/limits.ts'
import { createPoolMetrics } from '../../src/pool/state/metrics.ts'
import { createPool, type Pool, type PoolOptions } from '../../src/pool/work/pool.ts'
import { addProxy } from '../../src/pool/proxies/store/proxies/proxies.ts'
import { nobodyPublishes } from '../platforms/nobody-publishes.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export const keys = parseEncryptionKeys(`test:${Buffer.alloc(32, 7).toString('base64')}`)

export const LIMITS: PoolLimits = {
  requestsPerHour: 30,
  requestsPerDay: 300,
  proxyRequestsPerHour: 60,
  proxyRequestsPerDay: 600,
  gapMinMs: 2_000,
  gapMaxMs: 5_000,
  rateLimitCooldownMs: 45 * MINUTE,
  feedbackRestMs: 24 * HOUR,
  loginGapMs: 6 * HOUR,
  loginsPerDay: 2,
  warmUpSteps: [0.2, 0.5, 1],
  activeHours: null,
  timeZone: 'UTC',
  rateLimitDecayMs: 6 * HOUR,
  breakerShare: 0.33,
  breakerMs: 30 * MINUTE,
  minAccounts: 1,
  renewSessions: true,
  checkIdleMs: 6 * HOUR,
  renewBeforeMs: 24 * HOUR,
  replaceDeadProxies: 'none',
  quarantineMs: 7 * 24 * HOUR,
}

/** Waiting moves world time instead of taking real time. */
export function clockOf(db: Db): Clock {
  let passed = 0
  return {
    now: () => new Date(Date.now() + passed),
    realMs: (worldMs) => worldMs,
    async sleep(worldMs, signal) {
      signal?.throwIfAborted()
      if (worldMs <= 0) return
      passed += worldMs
      await advanceWorldTime(db, worldMs)
    },
  }
}

/** The context for adding and removing accounts; its output is not read. */
export const storeParts = (db: Db, under: EncryptionKeys = keys) => ({
  db,
  keys: under,
  limits: LIMITS,
  log: pino({ level: 'silent' }),
  metrics: createPoolMetrics(new Registry()),
})

export type Made = { id: string; username: string; proxyId: string }

/** Accounts `account1`, `account2`, … in the order of leases, each on its own proxy. */
export async function makeAccounts(
  db: Db,
  count: number,
  options: { loggedIn?: boolean; shareProxy?: boolean } = {},
): Promise<Made[]> {
  const made: Made[] = []
  let shared: string | undefined
  for (let n = 1; n <= count; n += 1) {
    const url = `http://user${n}:proxy-secret-${n}@127.0.0.1:${9000 + n}`
    const proxyId: string =
      options.shareProxy && shared ? shared : (await addProxy(db, keys, { url })).id
    shared ??= proxyId
    const username = `account${n}`
    const { id } = await addAccount(storeParts(db), {
      username,
      password: `secret-${n}`,
      proxyId,
      shareProxy: options.shareProxy,
    })
    made.push({ id, username, proxyId })
  }
  if (options.loggedIn ?? true) {
    const now = new Date()
    await db
      .updateTable('instagram_accounts')
      .set({ state: 'active', session_created_at: now })
      .execute()
  }
  return made
}

/** The outcome of one request: nothing, or this error. */
export type Behaviour = (request: { username: string; endpoint: string; nth: number }) => unknown

export type ScriptedAdapter = PlatformAdapter & {
  /** Every sent request, in order. */
  readonly sent: { username: string; endpoint: string }[]
}

/** A platform in memory: each method is one request with the outcome of `behave`. */
export function scriptedAdapter(behave: Behaviour = () => undefined): ScriptedAdapter {
  const sent: { username: string; endpoint: string }[] = []
  const request = async (held: PlatformAccount, endpoint: string): Promise<void> => {
    const end = await held.reserve(endpoint)
    try {
      sent.push({ username: held.username, endpoint })
      await behave({ username: held.username, endpoint, nth: sent.length })
    } catch (error) {
      // The error is more important than a failed write of its end.
      await Promise.allSettled([end(error)])
      throw error
    }
    await end()
  }
  return {
    sent,
    app: NEWEST_APP,
    storiesPerRequest: 5,
    open: (held): PlatformSession => ({
      username: held.username,
      fetchProfile: async () => {
        await request(held, 'profile')
        return PROFILE
      },
      fetchPosts: async () => {
        await request(held, 'posts')
        return { posts: [], next: null, isWhole: true }
      },
      fetchPicture: async () => {
        throw new PictureFailedError('gone', 'there are no pictures here')
      },
      fetchHighlights: async () => {
        await request(held, 'highlights')
        return { highlights: [], isWhole: true }
      },
      fetchStories: async () => {
        await request(held, 'stories')
        return []
      },
      fetchLiveStories: async () => {
        await request(held, 'liveStories')
        return { stories: [], isWhole: true }
      },
      fetchPostFeed: async () => {
        await request(held, 'postFeed')
        return { posts: [], next: null, isWhole: true }
      },
      fetchSimilar: async () => {
        await request(held, 'similar')
        return []
      },
      fetchMembers: async () => {
        await request(held, 'members')
        return { members: [], next: null, isLimited: false, pageSize: null }
      },
      searchMembers: async () => {
        await request(held, 'search')
        return { members: [], next: null, isLimited: false, pageSize: null }
      },
      fetchFriendships: async () => {
        await request(held, 'friendships')
        return []
      },
      checkSession: async () => {
        await request(held, 'check')
        const username = /^cookie of (\S+)$/.exec(held.session ?? '')?.[1] ?? held.username
        return { platformId: platformIdOf(username), username }
      },
      login: async ({ password }) => {
        await request(held, 'login/prepare')
        await request(held, `login/${password}`)
        await held.saveSession(`session of ${held.username}`, factsOf(held.username))
        await held.loggedIn()
      },
      publishing: nobodyPublishes,
      finishLogin: async (_pending, code) => {
        await request(held, `login/${code}`)
        await held.saveSession(`session of ${held.username}`, factsOf(held.username))
        await held.loggedIn()
      },
    }),
    // A stand-in session names its owner.
    importSession: async (input) => {
      const text = input.kind === 'file' ? input.text : input.sessionId
      const [, kind, username] = /^(session|cookie) of (\S+)$/.exec(text) ?? []
      const field = input.kind === 'file' ? 'session_file' : 'sessionid'
      if (username === undefined)
        throw new InvalidInputError('no session', [
          { field, reason: 'expected a session', code: 'not_a_session' },
        ])
      // A cookie has only the id.
      return {
        session: text,
        ...factsOf(username),
        username: kind === 'cookie' ? null : username,
      }
    },
    withoutLogin: (session) => session.replace('session', 'device'),
    checkProxy: async () => {
      await behave({ username: '', endpoint: 'proxy', nth: 0 })
      return 1
    },
  }
}

const platformIdOf = (username: string): string => `1${username.replaceAll(/\D/g, '')}`
const factsOf = (username: string) => ({
  platformId: platformIdOf(username),
  expiresAt: null,
  app: NEWEST_APP,
})

const PROFILE = {
  platformId: '1',
  username: 'somebody',
  fullName: null,
  biography: null,
  avatarUrl: null,
  followerCount: 1,
  followingCount: 1,
  mediaCount: 1,
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
  hasHighlights: false,
}

/** A seeded Math.random. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

export function poolOn(db: Db, adapter: PlatformAdapter, options: Partial<PoolOptions> = {}): Pool {
  return createPool({
    db,
    clock: clockOf(db),
    keys,
    limits: LIMITS,
    adapter,
    instance: 'test',
    log: pino({ level: 'silent' }),
    metrics: createPoolMetrics(new Registry()),
    random: seededRandom(1),
    ...options,
  })
}

/** One request as a whole task. */
export const ask = async (pool: Pool, signal = new AbortController().signal): Promise<string> =>
  await pool.withAccount({ signal }, async (run) => {
    return await run(async (session) => {
      await session.fetchProfile({ username: 'somebody' })
      return session.username
    })
  })
