import { TransientPlatformError } from '../errors.ts'
import { isUnchanged } from './is-unchanged.ts'
import type { Highlight, KnownHighlight, Post } from '../creators.ts'
import type {
  CreatorSession,
  ProfileTarget,
  ScrapedProfile,
  ScrapeOptions,
  UnchangedProfile,
} from '../creator-reader.ts'
import { resumeScrape, type ScrapeProgress } from './scrape-progress.ts'
import { answerOr, pageUnlessStale } from './expected-refusal.ts'
import { fetchVisible } from './fetch-visible.ts'
import type { Steps } from './steps.ts'

const POSTS_PER_PAGE = 33

/**
 * Reads a whole profile in 3 + ceil(H / storiesPerRequest) + (pages − 1) requests for H highlights
 * with requested stories, or fewer. Does not repeat what the progress has. Throws
 * PrivateProfileError or RestrictedProfileError as soon as the profile says so.
 */
export async function scrapeProfile(
  target: ProfileTarget,
  options: ScrapeOptions & { storiesPerRequest: number },
  steps: Steps<ScrapeProgress, CreatorSession>,
): Promise<ScrapedProfile | UnchangedProfile> {
  const { progress } = steps
  const { unlessUnchangedFrom, onProfile } = options
  if (progress.profile) await onProfile?.(progress.profile, progress.requests)
  const profile = progress.profile ?? (await fetchVisible(target, onProfile, steps))
  if (unlessUnchangedFrom && !isBegun(progress) && isUnchanged(profile, unlessUnchangedFrom))
    return { isUnchanged: true, profile, requests: progress.requests }

  await fetchAllPosts(profile.platformId, options.posts, steps)
  if (!progress.highlights) {
    const tray = profile.hasHighlights
      ? await steps.request((session) => session.fetchHighlights(profile.platformId))
      : { highlights: [], isWhole: true }
    progress.highlights = tray.highlights
    progress.highlightsAreWhole = tray.isWhole
    planStories(progress, progress.highlights, options)
    await steps.save()
  }
  await fetchAllStories(options.storiesPerRequest, steps)
  await options.pictures?.(
    { profile, posts: progress.posts },
    async (address) => await steps.uncounted((session) => session.fetchPicture(address)),
  )
  const stories = new Map(progress.stories.map((each) => [each.highlightId, each]))
  const unread = new Set(unreadIds(progress))
  return {
    isUnchanged: false,
    profile,
    posts: progress.posts,
    highlights: progress.highlights.map((highlight) => {
      // A highlight deleted before its stories were requested has none.
      const { mentions = [], locations = [], links = [] } = stories.get(highlight.platformId) ?? {}
      const storiesRead = !unread.has(highlight.platformId)
      return { ...highlight, mentions, locations, links, storiesRead }
    }),
    postsAreWhole: progress.postsAreWhole,
    highlightsAreWhole: progress.highlightsAreWhole,
    requests: progress.requests,
    ...(progress.official && { official: progress.official }),
  }
}

const isBegun = ({ posts, hasAllPosts, highlights }: ScrapeProgress): boolean =>
  posts.length > 0 || hasAllPosts || highlights !== null

/** Reads pages until there are `limit` posts; a page without a new post is the last. */
async function fetchAllPosts(
  platformId: string,
  limit: number,
  steps: Steps<ScrapeProgress, CreatorSession>,
): Promise<void> {
  const { progress } = steps
  if (progress.hasAllPosts) return
  if (progress.profile?.mediaCount === 0 || limit === 0) {
    progress.hasAllPosts = true
    return
  }
  while (!progress.hasAllPosts) {
    const { postPages, posts: before } = progress
    const page = await steps.request((session) =>
      pageUnlessStale(postPages, (cursor) => session.fetchPosts(platformId, cursor)),
    )
    if (page === 'stale') {
      progress.postPages = { cursor: null, hasRestarted: true }
      progress.posts = []
      progress.postsAreWhole = true
      continue
    }
    const all = inProfileOrder([...before, ...page.posts])
    progress.hasAllPosts = page.next === null || all.length >= limit || all.length === before.length
    progress.posts = all.slice(0, limit)
    progress.postsAreWhole &&= page.isWhole
    progress.postPages = { ...postPages, cursor: page.next }
    await steps.save()
  }
}

/**
 * Keeps the known stories of unchanged highlights, and selects which others to request: never read
 * ones first, so that each has its turn when there are more than one scrape requests.
 */
function planStories(
  progress: ScrapeProgress,
  highlights: readonly Highlight[],
  { known = [], highlights: limit = Infinity }: ScrapeOptions,
): void {
  const earlier = new Map(known.map((each) => [each.highlightId, each]))
  const changed: string[] = []
  const neverRead: string[] = []
  for (const highlight of highlights) {
    const { platformId } = highlight
    const before = earlier.get(platformId)
    if (!before) neverRead.push(platformId)
    else if (hasChanged(highlight, before)) changed.push(platformId)
    else {
      const { mentions, locations, links } = before
      progress.stories.push({ highlightId: platformId, mentions, locations, links })
    }
  }
  progress.storiesToAsk = [...neverRead, ...changed].slice(0, limit)
}

const hasChanged = ({ changedAt, mediaCount }: Highlight, before: KnownHighlight): boolean =>
  changedAt === null ||
  before.mediaCount !== mediaCount ||
  before.changedAt?.getTime() !== changedAt.getTime()

/** Highlights left for the next scrape. */
function unreadIds({ highlights, storiesToAsk, stories }: ScrapeProgress): string[] {
  const read = new Set([...storiesToAsk, ...stories.map(({ highlightId }) => highlightId)])
  const ids = (highlights ?? []).map(({ platformId }) => platformId)
  return ids.filter((id) => !read.has(id))
}

async function fetchAllStories(
  storiesPerRequest: number,
  steps: Steps<ScrapeProgress, CreatorSession>,
): Promise<void> {
  const { progress } = steps
  let size = storiesPerRequest
  while (progress.storiesRequested < progress.storiesToAsk.length) {
    const ids = progress.storiesToAsk.slice(
      progress.storiesRequested,
      progress.storiesRequested + size,
    )
    const mayHalve = (error: unknown): boolean => ids.length > 1 && isTooMany(error)
    const stories = await steps.request((session) =>
      answerOr('too many', mayHalve, async () => await session.fetchStories(ids)),
    )
    if (stories === 'too many') {
      size = Math.ceil(ids.length / 2)
      continue
    }
    progress.stories.push(...stories)
    progress.storiesRequested += ids.length
    await steps.save()
  }
}

/** 5xx is the answer to too many highlights at once: the same request would fail again. */
const isTooMany = (error: unknown): boolean =>
  error instanceof TransientPlatformError && (error.answeredStatus ?? 0) >= 500

/** The probable requests left for `posts` posts; an unknown profile counts with 5 highlights. */
export function requestsLeft(saved: unknown, posts: number, storiesPerRequest: number): number {
  const progress = resumeScrape(saved)
  const { profile, highlights, hasAllPosts, storiesToAsk, storiesRequested } = progress
  const mayHaveHighlights = profile?.hasHighlights ?? true
  const storiesLeft = highlights ? storiesToAsk.length - storiesRequested : storiesPerRequest
  const postsLeft = Math.min(posts, profile?.mediaCount ?? posts) - progress.posts.length
  return (
    (profile ? 0 : 1) +
    (hasAllPosts ? 0 : Math.ceil(Math.max(0, postsLeft) / POSTS_PER_PAGE)) +
    (highlights || !mayHaveHighlights ? 0 : 1) +
    (mayHaveHighlights ? Math.ceil(storiesLeft / storiesPerRequest) : 0)
  )
}

/** Posts in profile order: pinned ones as the owner arranged them, then newest first; each once. */
export function inProfileOrder(posts: readonly Post[]): Post[] {
  const byId = new Map<string, Post>()
  for (const post of posts) if (!byId.has(post.platformId)) byId.set(post.platformId, post)
  return [...byId.values()].toSorted(
    (a, b) =>
      Number(b.isPinned) - Number(a.isPinned) ||
      (a.isPinned ? 0 : b.takenAt.getTime() - a.takenAt.getTime()),
  )
}
