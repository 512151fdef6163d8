import {
  AccountOutOfServiceError,
  PlatformError,
  PoolRestingError,
  UnexpectedAnswerError,
} from '../../src/platforms/errors.ts'
import type {
  Member,
  MemberList,
  MembersCursor,
  MembersEvent,
  MembersOutcome,
  MembersPage,
  ReadMembersOptions,
} from '../../src/platforms/member-reader.ts'
import { nobodyPublishes } from './nobody-publishes.ts'
import { createPooledReader } from '../../src/platforms/reading/pooled-reader.ts'
import type { Profile } from '../../src/platforms/creators.ts'
import type { Accounts, PlatformSession } from '../../src/platforms/adapter.ts'

/** What a platform does with a cursor that another account has got. */
export type CursorPolicy = 'free' | 'refused' | 'empty' | 'first_page'

export type Asked = { account: string; offset: number; size: number; nth: number }
/** Instead of the right page: none of it, another one, or an error. */
type Fault = (asked: Asked, right: MembersPage) => MembersPage | Error | undefined

const NOW = new Date('2026-01-01T00:00:00Z')

/** One list on a platform in memory, and accounts that ask for it. */
export type MembersWorld = {
  members: Member[]
  /** What the profile counts; the length of the list when left out. */
  count?: number | null
  isPrivate: boolean
  pageSize: number
  policy: CursorPolicy
  /** In the order in which they have been free for longest. */
  accounts: string[]
  resting: Set<string>
  /** From the beginning of a call on. */
  restMs: number
  lost: Set<string>
  fault: Fault
  /** Pages that were asked for, in order. */
  asked: Asked[]
  /** Requests of any kind. */
  requests: number
}

export const people = (count: number, from = 0): Member[] =>
  Array.from({ length: count }, (_, n) => ({
    platformId: String(1_000_000 + from + n),
    username: `person${from + n}`,
    isPrivate: n % 3 === 0,
    isVerified: null,
  }))

export const worldOf = (members: Member[], more: Partial<MembersWorld> = {}): MembersWorld => ({
  members,
  isPrivate: false,
  pageSize: 200,
  policy: 'free',
  accounts: ['anna', 'bert', 'carl'],
  resting: new Set(),
  restMs: 600_000,
  lost: new Set(),
  fault: () => undefined,
  asked: [],
  requests: 0,
  ...more,
})

/** What was stored, as a database would: members and state together or not at all. */
export type Stored = {
  ids: string[]
  state: unknown
  pages: number
  accounts: string[]
  events: MembersEvent[]
}

export const nothingStored = (): Stored => ({
  ids: [],
  state: undefined,
  pages: 0,
  accounts: [],
  events: [],
})

/** Reads the list on top of what is stored; `dies` tells after which page the process dies. */
export async function readList(
  world: MembersWorld,
  stored: Stored = nothingStored(),
  more: Partial<Pick<ReadMembersOptions, 'max' | 'pages' | 'expected'>> & {
    list?: MemberList
    dies?: (pages: number) => boolean
  } = {},
): Promise<MembersOutcome> {
  const { list = 'followers', dies = () => false, ...rest } = more
  const known = new Set(stored.ids)
  const clock = { now: () => NOW }
  return await createPooledReader(accountsOf(world), { storiesPerRequest: 5 }, clock).readMembers(
    { platformId: '42' },
    list,
    {
      expected: countOf(world),
      collected: stored.ids.length,
      ...rest,
      onPage: async ({ members, state }) => {
        const added = members.map(({ platformId }) => platformId).filter((id) => !known.has(id))
        for (const id of added) known.add(id)
        stored.ids.push(...added)
        stored.state = state
        stored.pages += 1
        if (dies(stored.pages)) throw new Error('the process died')
        return { added: added.length }
      },
      onEvent: (event) => stored.events.push(event),
    },
    {
      signal: new AbortController().signal,
      resume: stored.state,
      save: async (state) => {
        stored.state = state
      },
      onAccount: (username) => stored.accounts.push(username),
    },
  )
}

/** The same again after each interruption, while what rests comes back. */
export async function readToTheEnd(
  world: MembersWorld,
  stored: Stored = nothingStored(),
  more: Parameters<typeof readList>[2] = {},
): Promise<MembersOutcome> {
  for (let calls = 0; calls < 1_000; calls += 1) {
    try {
      const outcome = await readList(world, stored, more)
      if (outcome.kind !== 'paused') return outcome
    } catch (error) {
      const isSnooze = error instanceof PlatformError && error.disposition.action === 'snooze'
      if (!isSnooze && !(error instanceof Error && error.message === 'the process died'))
        throw error
      world.resting.clear()
    }
  }
  throw new Error('the list is never read to its end')
}

export const idsOf = (members: readonly Member[]): string[] =>
  members.map(({ platformId }) => platformId).toSorted()

const countOf = ({ count, members }: MembersWorld): number | null =>
  count === undefined ? members.length : count

/** Like the pool: an account that is at fault is left for the one that has been free for longest. */
function accountsOf(world: MembersWorld): Accounts {
  const isFree = (account: string): boolean =>
    !world.resting.has(account) && !world.lost.has(account)
  const until = new Date(NOW.getTime() + world.restMs)
  const lease = (prefer: string | undefined, only: string | undefined): string => {
    if (only !== undefined && world.lost.has(only))
      throw new AccountOutOfServiceError(`${only} is out of service`)
    const wanted = only ?? prefer
    if (wanted !== undefined && isFree(wanted)) return wanted
    const next = only === undefined ? world.accounts.find(isFree) : undefined
    if (next === undefined) throw new PoolRestingError('no account is free', until)
    return next
  }
  const giveBack = (account: string): void => {
    world.accounts = [...world.accounts.filter((each) => each !== account), account]
  }
  return {
    async withAccount({ prefer, only }, work) {
      // As in the pool, the first step takes the account.
      let held: string | undefined
      try {
        return await work(async (step) => {
          for (;;) {
            held ??= lease(prefer, only)
            try {
              return await step(sessionOf(world, held))
            } catch (error) {
              if (!(error instanceof PlatformError) || error.owner !== 'account') throw error
              if (!world.lost.has(held)) world.resting.add(held)
              giveBack(held)
              held = undefined
            }
          }
        })
      } finally {
        if (held !== undefined) giveBack(held)
      }
    },
  }
}

export function sessionOf(world: MembersWorld, account: string): PlatformSession {
  const never = async (): Promise<never> => {
    throw new Error('nobody asks for that here')
  }
  return {
    username: account,
    fetchMembers: async (_id, list, cursor) => {
      world.requests += 1
      const asked = answerTo(world, { account, list, cursor })
      const fault = world.fault(asked, pageAt(world, { account, list, offset: asked.offset }))
      if (fault instanceof Error) throw fault
      return fault ?? pageAt(world, { account, list, offset: asked.offset })
    },
    fetchProfile: async () => {
      world.requests += 1
      return profileOf(world)
    },
    searchMembers: never,
    fetchFriendships: never,
    fetchPosts: never,
    fetchHighlights: never,
    fetchStories: never,
    fetchLiveStories: never,
    fetchPostFeed: never,
    fetchSimilar: never,
    fetchPicture: never,
    checkSession: never,
    login: never,
    publishing: nobodyPublishes,
    finishLogin: never,
  }
}

type Page = { account: string; list: MemberList }

function answerTo(
  world: MembersWorld,
  { account, list, cursor }: Page & { cursor: MembersCursor | null },
): Asked {
  const size = world.pageSize
  const asked = { account, offset: offsetOf(world, list, cursor), size, nth: world.requests }
  world.asked.push(asked)
  const isForeign = list === 'followers' && (cursor?.rankToken ?? account) !== account
  if (!isForeign || world.policy === 'free') return asked
  if (world.policy === 'refused') throw new UnexpectedAnswerError('the cursor is refused')
  return { ...asked, offset: world.policy === 'empty' ? world.members.length : 0 }
}

/** A cursor of followers names the one that it follows, wherever that stands now, or where it stood before it left. */
function offsetOf(world: MembersWorld, list: MemberList, cursor: MembersCursor | null): number {
  if (!cursor) return 0
  if (list === 'following') return Number(cursor.maxId)
  const [id, place] = cursor.maxId.split('@')
  const found = world.members.findIndex(({ platformId }) => platformId === id)
  return found === -1 ? Number(place) : found + 1
}

function pageAt(
  world: MembersWorld,
  { account, list, offset }: Page & { offset: number },
): MembersPage {
  const members = world.members.slice(offset, offset + world.pageSize)
  const end = offset + members.length
  const last = members.at(-1)
  const maxId = list === 'following' ? String(end) : `${last?.platformId}@${end}`
  const next = last && end < world.members.length ? { maxId, rankToken: account } : null
  return { members, next, isLimited: false, pageSize: world.pageSize }
}

const profileOf = (world: MembersWorld): Profile => ({
  platformId: '42',
  username: 'somebody',
  fullName: null,
  biography: null,
  avatarUrl: null,
  followerCount: countOf(world),
  followingCount: countOf(world),
  mediaCount: null,
  isPrivate: world.isPrivate,
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
})
