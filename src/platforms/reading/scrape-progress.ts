import { z } from 'zod'
import { OFFICIAL_PARTS } from '../creator-reader.ts'
import { Highlight, HighlightStories, Post, Profile } from '../creators.ts'

/**
 * The finished part of a scrape. It outlives processes, so `v` is its version: 1 had one page of
 * posts. The defaults are those of a fresh scrape.
 */
const ScrapeProgress = z.object({
  v: z.literal(2),
  requests: z.number().int().nonnegative().default(0),
  profile: Profile.nullable().default(null),
  posts: z.array(Post).default(() => []),
  postPages: z
    .object({ cursor: z.string().nullable(), hasRestarted: z.boolean() })
    .default(() => ({ cursor: null, hasRestarted: false })),
  hasAllPosts: z.boolean().default(false),
  postsAreWhole: z.boolean().default(true),
  /** Null before the tray has been read. */
  highlights: z.array(Highlight).nullable().default(null),
  highlightsAreWhole: z.boolean().default(true),
  /** Ids of the highlights whose stories this scrape requests, in order. */
  storiesToAsk: z.array(z.string()).default(() => []),
  /** How many of them were requested. */
  storiesRequested: z.number().int().nonnegative().default(0),
  /** Stories of requested highlights that still exist, and of unchanged known ones. */
  stories: z.array(HighlightStories).default(() => []),
  /** The parts that the official API returned. */
  official: z.array(z.enum(OFFICIAL_PARTS)).optional(),
})
export type ScrapeProgress = z.output<typeof ScrapeProgress>

/** A saved scrape, or a fresh one for anything else, such as an earlier version. */
export const resumeScrape = (saved: unknown): ScrapeProgress =>
  ScrapeProgress.safeParse(saved).data ?? ScrapeProgress.parse({ v: 2 })
