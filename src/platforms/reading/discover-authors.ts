import type { DiscoverProgress } from './discover-progress.ts'
import type { SeenAuthor } from '../creators.ts'
import type { DiscoverySource, SeenPost, PostFeed } from '../port.ts'
import { pageUnlessStale } from './stale-cursor.ts'
import type { Steps } from './steps.ts'

/**
 * A restricted hashtag gives pages without new posts; after this many in a row the feed counts as
 * ended.
 */
const MAX_BARREN_PAGES = 5
/** Posts on a usual page of a post feed. */
const POSTS_PER_PAGE = 24

/**
 * The authors of the first `limit` posts, each once, in order of their best post; or all similar
 * accounts.
 */
export async function discoverAuthors(
  source: DiscoverySource,
  limit: number,
  steps: Steps<DiscoverProgress>,
): Promise<{ authors: SeenAuthor[]; requests: number }> {
  const { progress } = steps
  if (source.kind === 'similar') await readSimilar(source.platformId, steps)
  else await readPostFeed(source, limit, steps)
  return { authors: progress.authors, requests: progress.requests }
}

async function readSimilar(platformId: string, steps: Steps<DiscoverProgress>): Promise<void> {
  const { progress } = steps
  if (progress.isDone) return
  const authors = await steps.request((session) => session.fetchSimilar(platformId))
  const byId = new Map(authors.map((author) => [author.platformId, author]))
  progress.authors = [...byId.values()].map((author) => ({ ...author, captions: [] }))
  progress.isDone = true
  await steps.save()
}

async function readPostFeed(
  postFeed: PostFeed,
  limit: number,
  steps: Steps<DiscoverProgress>,
): Promise<void> {
  const { progress } = steps
  while (!progress.isDone && progress.postIds.length < limit) {
    const page = await steps.request((session) =>
      pageUnlessStale(progress, (cursor) => session.fetchPostFeed(postFeed, cursor)),
    )
    if (page === 'stale') {
      Object.assign(progress, { postIds: [], authors: [], cursor: null, hasRestarted: true })
      continue
    }
    const before = progress.postIds.length
    for (const post of page.posts) countPost(post, limit, progress)
    progress.barrenPages = progress.postIds.length > before ? 0 : progress.barrenPages + 1
    progress.cursor = page.next
    progress.isDone =
      page.next === null ||
      progress.postIds.length >= limit ||
      progress.barrenPages >= MAX_BARREN_PAGES
    await steps.save()
  }
}

/** A post beyond the limit adds no author, but adds its caption to a known one. */
function countPost(
  { platformId, author, captionText }: SeenPost,
  limit: number,
  progress: DiscoverProgress,
): void {
  // The same post may come again on a later page.
  if (progress.postIds.includes(platformId)) return
  let seen = progress.authors.find((each) => each.platformId === author.platformId)
  if (progress.postIds.length < limit) {
    progress.postIds.push(platformId)
    if (!seen) progress.authors.push((seen = { ...author, captions: [] }))
  }
  if (captionText !== null) seen?.captions.push(captionText)
}

export const discoverRequests = (source: DiscoverySource, posts: number): number =>
  source.kind === 'similar' ? 1 : Math.ceil(posts / POSTS_PER_PAGE)
