import { z } from 'zod'
import { FoundAuthor } from '../creators.ts'
import type { DiscoverySource, FinderSession, PostFeed, FoundPost } from '../creator-finder.ts'
import { pageUnlessStale } from './expected-refusal.ts'
import type { Steps } from './steps.ts'

/** A restricted hashtag returns pages without new posts: this many in a row are the feed's end. */
const MAX_BARREN_PAGES = 5
/** Posts on a usual page of a post feed. */
const POSTS_PER_PAGE = 24

/**
 * The progress of a discovery. It outlives processes, so `v` is its version: 1 had no captions or
 * places. The defaults are those of a fresh discovery.
 */
const DiscoverProgress = z.object({
  v: z.literal(2),
  requests: z.number().int().nonnegative().default(0),
  /** Posts that count towards the limit. */
  postIds: z.array(z.string()).default(() => []),
  authors: z.array(FoundAuthor).default(() => []),
  cursor: z
    .object({ maxId: z.string(), page: z.number().int(), mediaIds: z.array(z.string()) })
    .nullable()
    .default(null),
  hasRestarted: z.boolean().default(false),
  /** Pages without a new post, in a row. */
  barrenPages: z.number().int().nonnegative().default(0),
  isDone: z.boolean().default(false),
})
type DiscoverProgress = z.output<typeof DiscoverProgress>

/** A saved discovery, or a fresh one for anything else, such as an earlier version. */
export const resumeDiscovery = (saved: unknown): DiscoverProgress =>
  DiscoverProgress.safeParse(saved).data ?? DiscoverProgress.parse({ v: 2 })

/** The authors of the first `limit` posts, each once, in their order; or all similar accounts. */
export async function discoverAuthors(
  source: DiscoverySource,
  limit: number,
  steps: Steps<DiscoverProgress, FinderSession>,
): Promise<{ authors: FoundAuthor[]; requests: number }> {
  const { progress } = steps
  if (source.kind === 'similar') await readSimilar(source.platformId, steps)
  else await readPostFeed(source, limit, steps)
  return { authors: progress.authors, requests: progress.requests }
}

async function readSimilar(
  platformId: string,
  steps: Steps<DiscoverProgress, FinderSession>,
): Promise<void> {
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
  steps: Steps<DiscoverProgress, FinderSession>,
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
  { platformId, author, captionText }: FoundPost,
  limit: number,
  progress: DiscoverProgress,
): void {
  // The same post may come again on a later page.
  if (progress.postIds.includes(platformId)) return
  let known = progress.authors.find((each) => each.platformId === author.platformId)
  if (progress.postIds.length < limit) {
    progress.postIds.push(platformId)
    if (!known) progress.authors.push((known = { ...author, captions: [] }))
  }
  if (captionText !== null) known?.captions.push(captionText)
}

export const discoverRequests = (source: DiscoverySource, posts: number): number =>
  source.kind === 'similar' ? 1 : Math.ceil(posts / POSTS_PER_PAGE)
