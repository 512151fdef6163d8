import { discoverByHashtag } from './discover-by-hashtag.ts'
import type { Accounts, Platform, PlatformAdapter, ProfileTarget } from './port.ts'
import { resumeHashtag, resumeScrape } from './scrape-progress.ts'
import { requestsLeft, scrapeProfile } from './scrape-profile.ts'
import { createSteps } from './steps.ts'

/** What a screenful of pages of a hashtag takes. */
const HASHTAG_REQUESTS = 3

/** The platform as features call it, over accounts that come from `accounts`. */
export function createPlatform(
  accounts: Accounts,
  { storiesPerRequest }: Pick<PlatformAdapter, 'storiesPerRequest'>,
): Platform {
  return {
    async scrapeProfile(target, { posts, known = [] }, call) {
      const accountCall = {
        signal: call.signal,
        estimatedRequests: requestsLeft(call.resume, storiesPerRequest),
        target: keyOf(target),
      }
      return await accounts.withAccount(accountCall, async (run) => {
        const steps = createSteps(resumeScrape(call.resume), run, call)
        return await scrapeProfile(target, { posts, known, storiesPerRequest }, steps)
      })
    },
    async fetchProfile(target, call) {
      const accountCall = { signal: call.signal, estimatedRequests: 1, target: keyOf(target) }
      return await accounts.withAccount(accountCall, async (run) => {
        const steps = createSteps({ requests: 0 }, run, call)
        return await steps.request((session) => session.fetchProfile(target))
      })
    },
    async discoverByHashtag(tag, { posts }, call) {
      const accountCall = {
        signal: call.signal,
        estimatedRequests: HASHTAG_REQUESTS,
        target: `instagram:tag:${tag.toLowerCase()}`,
      }
      return await accounts.withAccount(accountCall, async (run) => {
        const steps = createSteps(resumeHashtag(call.resume), run, call)
        return await discoverByHashtag(tag, posts, steps)
      })
    },
  }
}

/** One key a target, however its name is written. */
export const keyOf = (target: ProfileTarget): string =>
  'platformId' in target
    ? `instagram:id:${target.platformId}`
    : `instagram:name:${target.username.toLowerCase()}`
