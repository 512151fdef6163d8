import { z } from 'zod'

const strings = z.array(z.string())
const instant = z.coerce.date()

const ProfileState = z.object({
  platformId: z.string(),
  username: z.string(),
  fullName: z.string().nullable(),
  biography: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  followerCount: z.number().nullable(),
  followingCount: z.number().nullable(),
  mediaCount: z.number().nullable(),
  isPrivate: z.boolean(),
  isVerified: z.boolean().nullable(),
  isBusiness: z.boolean().nullable(),
  businessCategory: z.string().nullable(),
  externalUrl: z.string().nullable(),
  hasHighlights: z.boolean(),
})

const LocationState = z.object({
  id: z.string(),
  name: z.string().nullable(),
  lat: z.number().nullable(),
  lng: z.number().nullable(),
})

const PostState = z.object({
  platformId: z.string(),
  captionText: z.string().nullable(),
  hashtags: strings,
  mentions: strings,
  likeCount: z.number().nullable(),
  commentCount: z.number().nullable(),
  playCount: z.number().nullable(),
  mediaType: z.enum(['photo', 'video', 'album', 'unknown']),
  productType: z.string().nullable(),
  isPinned: z.boolean(),
  thumbnailUrl: z.string().nullable(),
  location: LocationState.nullable(),
  takenAt: instant,
})

const HighlightState = z.object({
  platformId: z.string(),
  title: z.string().nullable(),
  mediaCount: z.number().nullable(),
  coverUrl: z.string().nullable(),
  changedAt: instant.nullable().default(null),
})

const StoriesState = z.object({
  highlightId: z.string(),
  mentions: strings,
  locations: strings,
  links: strings,
})

/** What a scrape has finished: a step that is null is still to be done. It outlives processes, so `v` tells its form. */
const ScrapeProgress = z.object({
  v: z.literal(1),
  requests: z.number().int().nonnegative(),
  profile: ProfileState.nullable(),
  posts: z.array(PostState).nullable(),
  highlights: z.array(HighlightState).nullable(),
  /** Ids of highlights whose stories were known already; they are among `stories`. */
  unchanged: strings.default([]),
  /** Of the first `storiesAsked` of the other highlights, those that still exist. */
  stories: z.array(StoriesState),
  storiesAsked: z.number().int().nonnegative(),
})
export type ScrapeProgress = z.output<typeof ScrapeProgress>

const HashtagProgress = z.object({
  v: z.literal(1),
  requests: z.number().int().nonnegative(),
  posts: z.number().int().nonnegative(),
  authors: z.array(
    z.object({
      platformId: z.string(),
      username: z.string(),
      isPrivate: z.boolean().nullable(),
    }),
  ),
  cursor: z.object({ maxId: z.string(), page: z.number().int(), mediaIds: strings }).nullable(),
  isDone: z.boolean(),
})
export type HashtagProgress = z.output<typeof HashtagProgress>

/** A saved scrape of that target, or a fresh one for anything else. */
export function resumeScrape(saved: unknown): ScrapeProgress {
  const fresh = {
    profile: null,
    posts: null,
    highlights: null,
    unchanged: [],
    stories: [],
    storiesAsked: 0,
  }
  return ScrapeProgress.safeParse(saved).data ?? { v: 1, requests: 0, ...fresh }
}

/** A saved walk through a hashtag, or a fresh one for anything else. */
export function resumeHashtag(saved: unknown): HashtagProgress {
  const fresh = { posts: 0, authors: [], cursor: null, isDone: false }
  return HashtagProgress.safeParse(saved).data ?? { v: 1, requests: 0, ...fresh }
}
