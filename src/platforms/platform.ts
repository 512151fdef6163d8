import { discoverByHashtag } from './discover-by-hashtag.ts'
import type { Accounts, Platform, PlatformAdapter } from './port.ts'
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
    async scrapeProfile(target, { posts }, call) {
      const { signal } = call
      const estimatedRequests = requestsLeft(call.resume, storiesPerRequest)
      return await accounts.withAccount({ signal, estimatedRequests }, async (run) => {
        const steps = createSteps(resumeScrape(call.resume), run, call)
        return await scrapeProfile(target, { posts, storiesPerRequest }, steps)
      })
    },
    async fetchProfile(target, call) {
      const { signal } = call
      return await accounts.withAccount({ signal, estimatedRequests: 1 }, async (run) => {
        const steps = createSteps({ requests: 0 }, run, call)
        return await steps.request((session) => session.fetchProfile(target))
      })
    },
    async discoverByHashtag(tag, { posts }, call) {
      const { signal } = call
      const estimatedRequests = HASHTAG_REQUESTS
      return await accounts.withAccount({ signal, estimatedRequests }, async (run) => {
        const steps = createSteps(resumeHashtag(call.resume), run, call)
        return await discoverByHashtag(tag, posts, steps)
      })
    },
  }
}
