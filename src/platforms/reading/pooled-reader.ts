import type { Clock } from '../../base/clock.ts'
import { discoverAuthors, discoverRequests, resumeDiscovery } from './discover-authors.ts'
import type { MemberReader } from '../member-reader.ts'
import { readFriendships, searchMember } from './pairs.ts'
import type { AccountCall, Accounts, PlatformAdapter } from '../adapter.ts'
import type { CreatorFinder, DiscoverySource } from '../creator-finder.ts'
import type { PlatformCall } from '../call.ts'
import type { CreatorReader, ProfileTarget } from '../creator-reader.ts'
import { readCreator, readingRequestsLeft, resumeReading } from './read-creator.ts'
import { readMembers } from './read-members.ts'
import { resumeScrape } from './scrape-progress.ts'
import { inProfileOrder, requestsLeft, scrapeProfile } from './scrape-profile.ts'
import { createSteps } from './steps.ts'

export type PooledReader = CreatorReader & CreatorFinder & MemberReader

/** Reads on leased accounts, whole pieces of work; `clock` has the accounts' time. */
export function createPooledReader(
  accounts: Accounts,
  { storiesPerRequest }: Pick<PlatformAdapter, 'storiesPerRequest'>,
  clock: Pick<Clock, 'now'>,
): PooledReader {
  return {
    async scrapeProfile(target, options, call) {
      const estimate = requestsLeft(call.resume, options.posts, storiesPerRequest)
      return await accounts.withAccount(accountCall(call, estimate, keyOf(target)), async (run) => {
        const steps = createSteps(resumeScrape(call.resume), run, call)
        return await scrapeProfile(target, { ...options, storiesPerRequest }, steps)
      })
    },
    async readCreator(target, options, call) {
      const estimate = readingRequestsLeft(call.resume, options)
      return await accounts.withAccount(accountCall(call, estimate, keyOf(target)), async (run) => {
        const steps = createSteps(resumeReading(call.resume), run, call)
        return await readCreator(target, options, steps)
      })
    },
    async fetchProfile(target, call) {
      return await accounts.withAccount(accountCall(call, 1, keyOf(target)), async (run) => {
        const steps = createSteps({ requests: 0 }, run, call)
        return await steps.request((session) => session.fetchProfile(target))
      })
    },
    async fetchPosts(platformId, { posts: limit }, call) {
      const key = keyOf({ platformId })
      return await accounts.withAccount(accountCall(call, 1, key), async (run) => {
        const steps = createSteps({ requests: 0 }, run, call)
        const { posts } = await steps.request((session) => session.fetchPosts(platformId, null))
        return { posts: inProfileOrder(posts).slice(0, limit), requests: steps.progress.requests }
      })
    },
    async discoverAuthors(source, { posts }, call) {
      const estimate = discoverRequests(source, posts)
      const key = sourceKeyOf(source)
      return await accounts.withAccount(accountCall(call, estimate, key), async (run) => {
        const steps = createSteps(resumeDiscovery(call.resume), run, call)
        return await discoverAuthors(source, posts, steps)
      })
    },
    async readMembers(target, list, options, call) {
      const what = { target, key: keyOf(target), list }
      return await readMembers({ accounts, clock }, what, options, call)
    },
    async searchMember(target, list, person, call) {
      return await accounts.withAccount(accountCall(call, 2, keyOf(target)), async (run) => {
        return await searchMember({ target, list }, person, createSteps({ requests: 0 }, run, call))
      })
    },
    async readFriendships(account, platformIds, call) {
      const { signal, taskId } = call
      const accountCall = { signal, taskId, estimatedRequests: 1, only: account }
      return await accounts.withAccount(accountCall, async (run) => {
        return await readFriendships(platformIds, createSteps({ requests: 0 }, run, call))
      })
    },
  }
}

const accountCall = (
  { signal, taskId }: PlatformCall,
  estimatedRequests: number,
  target: string,
): AccountCall => ({ signal, taskId, estimatedRequests, target })

/** One key per target, whatever the case of its name. */
export const keyOf = (target: ProfileTarget): string =>
  'platformId' in target
    ? `instagram:id:${target.platformId}`
    : `instagram:name:${target.username.toLowerCase()}`

function sourceKeyOf(source: DiscoverySource): string {
  if (source.kind === 'similar') return keyOf(source)
  return source.kind === 'hashtag'
    ? `instagram:tag:${source.hashtag.toLowerCase()}`
    : `instagram:location:${source.locationId}`
}
