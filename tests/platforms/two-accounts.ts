import type { PlatformError } from '../../src/platforms/errors.ts'
import { createClock } from '../../src/base/clock.ts'
import { createPooledReader, type PooledReader } from '../../src/platforms/reading/pooled-reader.ts'
import type { Accounts, PlatformSession } from '../../src/platforms/adapter.ts'
import type { PlatformCall } from '../../src/platforms/call.ts'
import type {
  ProfileTarget,
  ScrapedProfile,
  ScrapeOptions,
} from '../../src/platforms/creator-reader.ts'
import type { InstagramSim } from '../../sim/instagram/index.ts'
import type { Creator } from '../../sim/instagram/world/creator.ts'
import { anAdapter, aHeldAccount, logIn, startSim } from './instagram/held-account.ts'

/** The platform over two accounts of a stand-in: the second takes over a step that the first is at fault for. */
export type TwoAccounts = {
  sim: InstagramSim
  sessions: string[]
  platform: PooledReader
  /** What each piece of work was expected to take. */
  estimates: (number | undefined)[]
  /** A whole scrape; fails when the profile is taken for unchanged. */
  scrape(
    target: ProfileTarget,
    options: ScrapeOptions,
    more?: Partial<PlatformCall>,
  ): Promise<ScrapedProfile>
  /** Requests that the stand-in has seen, logins included. */
  requestsSeen(): number
  /** A visible creator with posts of whom the test holds. */
  creatorWith(test: (creator: Creator) => boolean): Creator
}

export async function startTwoAccounts(seed: string): Promise<TwoAccounts> {
  const sim = await startSim(seed, 2)
  const sessions = [await logIn(sim, 0), await logIn(sim, 1)]
  const estimates: (number | undefined)[] = []
  const platform = createPooledReader(
    accountsOf(sim, sessions, estimates),
    { storiesPerRequest: 5 },
    createClock(),
  )
  return {
    sim,
    sessions,
    platform,
    estimates,
    async scrape(target, options, more = {}) {
      const scraped = await platform.scrapeProfile(target, options, call(more))
      if (scraped.isUnchanged) throw new Error('the profile was taken for unchanged')
      return scraped
    },
    requestsSeen: () => sim.referee.report().requests,
    creatorWith(test) {
      for (let index = 0; index < sim.world.creators; index++) {
        const creator = sim.world.creatorAt(index)
        const isVisible = !creator.isPrivate && !creator.isDeleted && creator.mediaCount > 0
        if (isVisible && test(creator)) return creator
      }
      throw new Error('no such creator')
    },
  }
}

export const call = (more: Partial<PlatformCall> = {}): PlatformCall => ({
  signal: new AbortController().signal,
  ...more,
})

function accountsOf(
  sim: InstagramSim,
  sessions: readonly string[],
  estimates: (number | undefined)[],
): Accounts {
  const adapter = anAdapter(sim)
  const held = sessions.map((session, at) => adapter.open(aHeldAccount(sim, at, { session })))
  return {
    async withAccount({ estimatedRequests }, work) {
      estimates.push(estimatedRequests)
      return await work(async (step) => {
        const [first, second] = held as [PlatformSession, PlatformSession]
        try {
          return await step(first)
        } catch (error) {
          if ((error as PlatformError).owner === 'account') return await step(second)
          throw error
        }
      })
    },
  }
}

/** Does a piece of work over and over, each time ended by death at the first new thing that it saves. */
export async function dyingAtEverySave<T>(
  work: (call: PlatformCall) => Promise<T>,
): Promise<{ outcome: T; deaths: number }> {
  let stored: string | undefined
  for (let deaths = 0; ; deaths++) {
    let isDead = false
    const save = async (state: unknown): Promise<void> => {
      stored = JSON.stringify(state)
      isDead = true
      throw new Error('the process died')
    }
    const resume: unknown = stored === undefined ? undefined : JSON.parse(stored)
    try {
      return { outcome: await work(call({ resume, save })), deaths }
    } catch (error) {
      if (!isDead) throw error
    }
  }
}
