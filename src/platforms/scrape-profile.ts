import { PrivateProfileError, TransientPlatformError } from './errors.ts'
import type {
  Highlight,
  HighlightStories,
  KnownHighlight,
  PlatformSession,
  ProfileTarget,
  ScrapedProfile,
} from './port.ts'
import { resumeScrape, type ScrapeProgress } from './scrape-progress.ts'
import type { Steps } from './steps.ts'

export type ScrapeOptions = {
  posts: number
  known: readonly KnownHighlight[]
  storiesPerRequest: number
}

/**
 * One profile whole, in 3 + ceil(H / storiesPerRequest) requests for H highlights that are new or have changed, fewer
 * where there is nothing to ask for. What `saved` holds is not asked for again. Throws PrivateProfileError as soon as the profile says so.
 */
export async function scrapeProfile(
  target: ProfileTarget,
  options: ScrapeOptions,
  steps: Steps<ScrapeProgress>,
): Promise<ScrapedProfile> {
  const { progress } = steps
  progress.profile ??= await steps.request((session) => session.fetchProfile(target))
  const { profile } = progress
  if (profile.isPrivate) throw new PrivateProfileError('the profile is private')
  await steps.save()

  if (!progress.posts) {
    progress.posts =
      profile.mediaCount === 0
        ? []
        : await steps.request((session) => session.fetchPosts(profile.platformId, options.posts))
    await steps.save()
  }
  if (!progress.highlights) {
    progress.highlights = profile.hasHighlights
      ? await steps.request((session) => session.fetchHighlights(profile.platformId))
      : []
    keepKnown(progress, progress.highlights, options.known)
    await steps.save()
  }
  await fetchAllStories(changedIds(progress), options, steps)
  return {
    profile,
    posts: progress.posts,
    highlights: progress.highlights.map((highlight) => ({
      ...highlight,
      ...storiesOf(highlight.platformId, progress.stories),
    })),
    requests: progress.requests,
  }
}

/** Takes over the stories of highlights that have not changed since they were known. */
function keepKnown(
  progress: ScrapeProgress,
  highlights: readonly Highlight[],
  known: readonly KnownHighlight[],
): void {
  const before = new Map(known.map((each) => [each.highlightId, each]))
  for (const { platformId, mediaCount, changedAt } of highlights) {
    const earlier = before.get(platformId)
    if (!earlier || changedAt === null || earlier.mediaCount !== mediaCount) continue
    if (earlier.changedAt?.getTime() !== changedAt.getTime()) continue
    const { mentions, locations, links } = earlier
    progress.unchanged.push(platformId)
    progress.stories.push({ highlightId: platformId, mentions, locations, links })
  }
}

function changedIds({ highlights, unchanged }: ScrapeProgress): string[] {
  const ids = (highlights ?? []).map(({ platformId }) => platformId)
  return ids.filter((id) => !unchanged.includes(id))
}

async function fetchAllStories(
  highlightIds: string[],
  options: ScrapeOptions,
  steps: Steps<ScrapeProgress>,
): Promise<void> {
  const { progress } = steps
  let size = options.storiesPerRequest
  while (progress.storiesAsked < highlightIds.length) {
    const ids = highlightIds.slice(progress.storiesAsked, progress.storiesAsked + size)
    const stories = await steps.request((session) => fetchStoriesUnlessTooMany(session, ids))
    if (stories === 'too many') {
      size = Math.ceil(ids.length / 2)
      continue
    }
    progress.stories.push(...stories)
    progress.storiesAsked += ids.length
    await steps.save()
  }
}

/** The platform answers 5xx when it is asked for too many highlights at once, so the same request would fail again. */
async function fetchStoriesUnlessTooMany(
  session: PlatformSession,
  ids: string[],
): Promise<HighlightStories[] | 'too many'> {
  try {
    return await session.fetchStories(ids)
  } catch (error) {
    const isStumble = error instanceof TransientPlatformError && (error.answeredStatus ?? 0) >= 500
    if (isStumble && ids.length > 1) return 'too many'
    throw error
  }
}

/** A highlight that was gone when its stories were asked for has none. */
function storiesOf(
  highlightId: string,
  all: HighlightStories[],
): Omit<HighlightStories, 'highlightId'> {
  const found = all.find((stories) => stories.highlightId === highlightId)
  return {
    mentions: found?.mentions ?? [],
    locations: found?.locations ?? [],
    links: found?.links ?? [],
  }
}

/** How many requests are probably still to be made; a profile of whom nothing is known counts as one with 5 highlights. */
export function requestsLeft(saved: unknown, storiesPerRequest: number): number {
  const progress = resumeScrape(saved)
  const { profile, posts, highlights, storiesAsked } = progress
  const highlightsLeft = highlights ? changedIds(progress).length - storiesAsked : storiesPerRequest
  const hasTray = profile?.hasHighlights ?? true
  return (
    (profile ? 0 : 1) +
    (posts ? 0 : 1) +
    (highlights || !hasTray ? 0 : 1) +
    (hasTray ? Math.ceil(highlightsLeft / storiesPerRequest) : 0)
  )
}
