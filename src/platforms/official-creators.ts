import type { Post, Profile } from './creators.ts'

/** Reads public professional creators through the platform's official API. */
export type OfficialCreators = {
  /**
   * Returns null when no connection may send a call now, or the platform does not return this
   * creator. Rejects with the reason of the signal only.
   */
  discover(
    username: string,
    options: { posts: number; signal: AbortSignal },
  ): Promise<DiscoveredCreator | null>
}

/**
 * A creator under the ids of the platform. Fields that the official API does not return are null or
 * empty; `hasHighlights` is true, because only the platform's own answer can deny it.
 */
export type DiscoveredCreator = { profile: Profile; posts: Post[]; postsAreWhole: boolean }
