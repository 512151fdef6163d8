import { z } from 'zod'
import { DiscoverResult } from './outcome.ts'

/**
 * The known facts about a creator: a missing field was not fetched, and null is a field that the
 * platform does not show.
 */
const CreatorFacts = z.object({
  isGone: z.boolean().optional(),
  isPrivate: z.boolean().optional(),
  isVerified: z.boolean().nullable().optional(),
  followerCount: z.number().nullable().optional(),
  mediaCount: z.number().nullable().optional(),
  businessCategory: z.string().nullable().optional(),
  /** The languages of the captions. */
  languages: z.array(z.string()).optional(),
})
export type CreatorFacts = z.output<typeof CreatorFacts>

const Candidate = z.object({
  /** Null for a name of a list that was not looked up yet. */
  platformId: z.string().nullable(),
  username: z.string(),
  fullName: z.string().nullable(),
  facts: CreatorFacts,
  /** Whether a request was spent on it, so that it is worth remembering. */
  wasLookedAt: z.boolean().default(false),
  /** The number of times that the platform has failed to answer about it. */
  failures: z.int().default(0),
  /** The time when an earlier discovery found the facts (ISO 8601); null for those of this one. */
  foundAt: z.string().nullable().default(null),
})
/** A person who may become a creator, with what is known so far. */
export type Candidate = z.output<typeof Candidate>

const Pages = z.object({
  stage: z.literal('pages'),
  /** The platform's own state of the page that is being read. */
  state: z.unknown(),
  /** The number of pages that have been read to their end. */
  read: z.int().default(0),
  /** The id of the creator whose similar creators are searched. */
  seedId: z.string().nullable().default(null),
  found: z.array(Candidate).default([]),
  /**
   * The number of creators left out because they were erased: nothing else may be stored of them.
   */
  erased: z.int().default(0),
  requests: z.int().default(0),
  unread: DiscoverResult.shape.unread,
})
/** The progress in reading the pages. */
export type PagesProgress = z.output<typeof Pages>

const Creators = z.object({
  stage: z.literal('authors'),
  /** Candidates not yet compared with what the database knows. */
  unsorted: z.array(Candidate).default([]),
  /** Candidates that are still to be judged. */
  left: z.array(Candidate),
  /** The number of them, one after the other, that the platform has just failed to answer about. */
  failuresInARow: z.int().default(0),
  counts: DiscoverResult,
})
/** The candidates that are still to be judged, and the results so far. */
export type CreatorsProgress = z.output<typeof Creators>

const Checkpoint = z.union([Pages, Creators])

/** Returns what an earlier run has stored; undefined for nothing, or nothing that can be read. */
export const readCheckpoint = (stored: unknown): PagesProgress | CreatorsProgress | undefined =>
  Checkpoint.safeParse(stored).data

export const noPages = (): PagesProgress => Pages.parse({ stage: 'pages', state: null, unread: [] })
