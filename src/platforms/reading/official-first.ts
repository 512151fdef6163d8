import type { KnownProfile, Profile } from '../creators.ts'
import type { CreatorReader, ProfileTarget, ScrapeOptions } from '../creator-reader.ts'
import type { DiscoveredCreator, OfficialCreators } from '../official-creators.ts'
import { isUnchanged } from './is-unchanged.ts'
import { inProfileOrder } from './scrape-profile.ts'
import { resumeScrape, type ScrapeProgress } from './scrape-progress.ts'

/**
 * A reader that reads a profile and its newest posts through the official API, and the rest with
 * accounts: highlights, further posts, and fields that the official API does not return. Its result
 * is the progress from which the reader over accounts continues.
 */
export function createOfficialFirst(
  pooled: CreatorReader,
  official: OfficialCreators,
): CreatorReader {
  return {
    ...pooled,
    async scrapeProfile(target, options, call) {
      const progress = resumeScrape(call.resume)
      const found = progress.profile ? null : await discover(official, target, options, call.signal)
      if (!found) return await pooled.scrapeProfile(target, options, call)
      const { unlessUnchangedFrom: known, onProfile } = options
      const profile = known ? withKnown(found.profile, known) : found.profile
      await onProfile?.(profile, 0)
      if (known && isUnchanged(profile, known)) {
        return { isUnchanged: true, profile, requests: 0, official: ['profile'] }
      }
      const resume = { ...progress, profile, ...postsOf(found, options.posts) }
      // Accounts may not be free for a while: the official API is not called again for that.
      await call.save?.(JSON.parse(JSON.stringify(resume)))
      const { platformId } = profile
      return await pooled.scrapeProfile({ platformId }, options, { ...call, resume })
    },
  }
}

async function discover(
  official: OfficialCreators,
  target: ProfileTarget,
  { username, posts }: ScrapeOptions,
  signal: AbortSignal,
): Promise<DiscoveredCreator | null> {
  const name = 'username' in target ? target.username : username
  const found = name === undefined ? null : await official.discover(name, { posts, signal })
  // Another account may have taken the username.
  const isOther = 'platformId' in target && found?.profile.platformId !== target.platformId
  return isOther ? null : found
}

/**
 * Returns the posts if they are enough for this scrape; otherwise accounts read them from the first
 * page.
 */
function postsOf(
  { profile, posts, postsAreWhole }: DiscoveredCreator,
  limit: number,
): Partial<ScrapeProgress> {
  const areEnough = posts.length >= Math.min(limit, profile.mediaCount ?? Infinity)
  if (!areEnough) return { official: ['profile'] }
  return {
    posts: inProfileOrder(posts).slice(0, limit),
    postsAreWhole,
    hasAllPosts: true,
    official: ['profile', 'posts'],
  }
}

/** Fields that the official API does not return keep their values, so they are no change. */
const withKnown = (profile: Profile, known: KnownProfile): Profile => ({
  ...profile,
  bioLinks: linksOf(profile, known.bioLinks),
  hasHighlights: known.hasHighlights,
})

/**
 * The official API returns only the first link, and does not distinguish no link from no answer.
 */
export const linksOf = (
  { externalUrl, bioLinks }: Pick<Profile, 'externalUrl' | 'bioLinks'>,
  known: Profile['bioLinks'],
): Profile['bioLinks'] =>
  externalUrl === null || known.some(({ url }) => sameLink(url) === sameLink(externalUrl))
    ? [...known]
    : bioLinks

const sameLink = (url: string): string => URL.parse(url)?.href ?? url
