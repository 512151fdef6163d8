import { z } from 'zod'

const count = z.int().default(0)

/**
 * The result of a discovery. Every creator that was seen is in exactly one of the counts below it.
 */
export const DiscoverResult = z.object({
  /** Creators of the pages or the list, each once. */
  examined: count,
  /** Creators in the database already. */
  known: count,
  /** Creators known as deleted, and seen again: they are scraped again. */
  returned: count,
  /** Left out, by the first rule that did it. */
  filtered: z.object({
    private: count,
    gone: count,
    not_verified: count,
    too_few_followers: count,
    too_many_followers: count,
    too_few_posts: count,
    too_many_posts: count,
    category: count,
    language: count,
    /** Creators that cost accounts before. */
    quarantined: count,
    /** Creators about whom the platform's answer made no sense, or was missing, several times. */
    unreadable: count,
    /** Erased creators, who must not come back; one that is on several pages counts for each. */
    erased: count,
  }),
  created: count,
  /**
   * Creators of all those above that were judged without a request, by what an earlier discovery
   * had found.
   */
  remembered: count,
  /** Requests to the platform, logins apart. */
  requests: count,
  /** Hashtags, places or seeds that could not be read, and why. */
  unread: z
    .array(
      z.object({
        source: z.string(),
        reason: z.enum([
          'not_found',
          'not_offered',
          'private',
          'restricted',
          'quarantined',
          'unreadable',
        ]),
      }),
    )
    .default([]),
  /** The platform offers no accounts that are similar to the seed. */
  not_offered: z.boolean().default(false),
})
export type DiscoverResult = z.output<typeof DiscoverResult>

export const noResult = (): DiscoverResult => DiscoverResult.parse({ filtered: {} })
