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
  isRestricted: z.boolean().default(false),
  isVerified: z.boolean().nullable(),
  isBusiness: z.boolean().nullable(),
  businessCategory: z.string().nullable(),
  externalUrl: z.string().nullable(),
  bioLinks: z.array(z.object({ url: z.string(), title: z.string().nullable() })),
  pictureId: z.string().nullable(),
  latestStoryAt: instant.nullable(),
  hasHighlights: z.boolean(),
})

const LocationState = z.object({
  id: z.string(),
  name: z.string().nullable(),
  lat: z.number().nullable(),
  lng: z.number().nullable(),
})

const MusicState = z.object({
  id: z.string().nullable(),
  title: z.string().nullable(),
  artist: z.string().nullable(),
})

const PostState = z.object({
  platformId: z.string(),
  code: z.string().nullable(),
  captionText: z.string().nullable(),
  hashtags: strings,
  mentions: strings,
  coauthors: strings,
  taggedUsers: strings,
  likeCount: z.number().nullable(),
  commentCount: z.number().nullable(),
  playCount: z.number().nullable(),
  viewCount: z.number().nullable(),
  childCount: z.number().nullable(),
  isPaidPartnership: z.boolean().nullable(),
  sponsors: strings,
  music: MusicState.nullable(),
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
  changedAt: instant.nullable(),
})

const StoriesState = z.object({
  highlightId: z.string(),
  mentions: strings,
  locations: strings,
  links: strings,
})

/**
 * The finished part of a scrape. It outlives processes, so `v` is its version: 1 had one page of
 * posts.
 */
const ScrapeProgress = z.object({
  v: z.literal(2),
  requests: z.number().int().nonnegative(),
  profile: ProfileState.nullable(),
  posts: z.array(PostState),
  postPages: z.object({ cursor: z.string().nullable(), hasRestarted: z.boolean() }),
  hasAllPosts: z.boolean(),
  postsAreWhole: z.boolean().default(true),
  /** Null before the tray has been read. */
  highlights: z.array(HighlightState).nullable(),
  highlightsAreWhole: z.boolean().default(true),
  /** Ids of the highlights whose stories this scrape requests, in order. */
  storiesToAsk: strings,
  /** How many of them were requested. */
  storiesAsked: z.number().int().nonnegative(),
  /** Stories of requested highlights that still exist, and of unchanged known ones. */
  stories: z.array(StoriesState),
})
export type ScrapeProgress = z.output<typeof ScrapeProgress>

/** A saved scrape, or a fresh one for anything else, such as an earlier version. */
export function resumeScrape(saved: unknown): ScrapeProgress {
  const fresh = {
    profile: null,
    posts: [],
    postPages: { cursor: null, hasRestarted: false },
    hasAllPosts: false,
    postsAreWhole: true,
    highlights: null,
    highlightsAreWhole: true,
    storiesToAsk: [],
    storiesAsked: 0,
    stories: [],
  }
  return ScrapeProgress.safeParse(saved).data ?? { v: 2, requests: 0, ...fresh }
}
