import { z } from 'zod'
import { LiveStory, Post, Profile } from '../creators.ts'
import type {
  CreatorReading,
  CreatorSession,
  ProfileTarget,
  ReadingOptions,
} from '../creator-reader.ts'
import { pageUnlessStale } from './expected-refusal.ts'
import { inProfileOrder } from './scrape-profile.ts'
import { fetchVisible } from './fetch-visible.ts'
import type { Steps } from './steps.ts'

const DAY_MS = 86_400_000

/**
 * The finished part of a reading. It outlives processes, so `v` is its version; the defaults are
 * those of a fresh reading.
 */
const ReadingProgress = z.object({
  v: z.literal(1),
  requests: z.number().int().nonnegative().default(0),
  profile: Profile.nullable().default(null),
  posts: z.array(Post).default(() => []),
  /** ISO; when the first page was answered. */
  postsAt: z.string().nullable().default(null),
  postPages: z
    .object({ cursor: z.string().nullable(), hasRestarted: z.boolean() })
    .default(() => ({ cursor: null, hasRestarted: false })),
  pagesRead: z.number().int().nonnegative().default(0),
  hasAllPosts: z.boolean().default(false),
  postsAreWhole: z.boolean().default(true),
  /** Whether the last page was the end of the profile. */
  isAtEnd: z.boolean().default(false),
  stories: z.array(LiveStory).nullable().default(null),
})
type ReadingProgress = z.output<typeof ReadingProgress>

/** A saved reading, or a fresh one for anything else. */
export const resumeReading = (saved: unknown): ReadingProgress =>
  ReadingProgress.safeParse(saved).data ?? ReadingProgress.parse({ v: 1 })

/** The probable requests that are left of a reading. */
export const readingRequestsLeft = (saved: unknown, options: ReadingOptions): number => {
  const { profile, hasAllPosts, stories } = resumeReading(saved)
  return (
    (profile ? 0 : 1) +
    (options.since === null || hasAllPosts ? 0 : 1) +
    (options.stories && stories === null ? 1 : 0)
  )
}

/** `CreatorReader.readCreator`, in steps of one request; does not repeat what the progress has. */
export async function readCreator(
  target: ProfileTarget,
  options: ReadingOptions,
  steps: Steps<ReadingProgress, CreatorSession>,
): Promise<CreatorReading> {
  const { progress } = steps
  if (progress.profile) await options.onProfile?.(progress.profile, progress.requests)
  const profile = progress.profile ?? (await fetchVisible(target, options.onProfile, steps))
  await fetchPosts(profile, options, steps)
  await fetchStories(profile, options, steps)
  const { posts, stories, requests } = progress
  await options.pictures?.(
    { posts, stories: stories ?? [] },
    async (address) => await steps.uncounted((session) => session.fetchPicture(address)),
  )
  const postsAt = progress.postsAt === null ? null : new Date(progress.postsAt)
  return { profile, posts, postsAt, wholeSince: wholeSince(progress, options), stories, requests }
}

/** Reads pages until one reaches back to `since`, or ends the profile, or is the last allowed. */
async function fetchPosts(
  profile: Profile,
  { since, pages, now }: ReadingOptions,
  steps: Steps<ReadingProgress, CreatorSession>,
): Promise<void> {
  const { progress } = steps
  if (since === null) return
  if (profile.mediaCount === 0) Object.assign(progress, { hasAllPosts: true, isAtEnd: true })
  while (!progress.hasAllPosts) {
    const { postPages, posts: before } = progress
    const page = await steps.request((session) =>
      pageUnlessStale(postPages, (cursor) => session.fetchPosts(profile.platformId, cursor)),
    )
    if (page === 'stale') {
      const restart = { cursor: null, hasRestarted: true }
      Object.assign(progress, { postPages: restart, posts: [], pagesRead: 0, postsAreWhole: true })
      progress.postsAt = null
      continue
    }
    progress.postsAt ??= now().toISOString()
    progress.posts = inProfileOrder([...before, ...page.posts])
    progress.pagesRead += 1
    progress.isAtEnd = page.next === null
    progress.hasAllPosts =
      page.next === null ||
      progress.pagesRead >= pages ||
      progress.posts.length === before.length ||
      reachesBackTo(since, page.posts)
    progress.postsAreWhole &&= page.isWhole
    progress.postPages = { ...postPages, cursor: page.next }
    await steps.save()
  }
}

/** Pinned posts are on the first page however old they are. */
const reachesBackTo = (since: Date, posts: readonly Post[]): boolean =>
  posts.some(({ isPinned, takenAt }) => !isPinned && takenAt < since)

async function fetchStories(
  { platformId, latestStoryAt }: Profile,
  { stories, now }: ReadingOptions,
  { progress, request, save }: Steps<ReadingProgress, CreatorSession>,
): Promise<void> {
  if (!stories || progress.stories !== null) return
  const isLive = latestStoryAt !== null && now().getTime() - latestStoryAt.getTime() < DAY_MS
  if (!isLive) {
    progress.stories = []
    return
  }
  progress.stories = (await request((session) => session.fetchLiveStories(platformId))).stories
  await save()
}

/**
 * Since when the reading has met every post that the profile shows. The last post but one, since a
 * single misdated one must not reach further.
 */
function wholeSince(
  { posts, postsAreWhole, isAtEnd, hasAllPosts }: ReadingProgress,
  { since }: ReadingOptions,
): Date | null {
  if (since === null || !hasAllPosts || !postsAreWhole) return null
  if (isAtEnd) return new Date(0)
  const [last, lastButOne] = posts.filter(({ isPinned }) => !isPinned).toReversed()
  if (!last || !lastButOne) return null
  return last.takenAt > lastButOne.takenAt ? last.takenAt : lastButOne.takenAt
}
