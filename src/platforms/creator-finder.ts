import type { SessionOfAccount } from './account-session.ts'
import type { PlatformCall } from './call.ts'
import type { Author, FoundAuthor } from './creators.ts'

/** Finds creators by hashtag, place or similarity. */
export interface CreatorFinder {
  /**
   * The authors of the first `posts` posts of a hashtag or place, each once, in order of their best
   * post; or, in one request, the accounts similar to a creator. Throws NotFoundError for a place
   * that does not exist, NotOfferedError where the platform offers no similar accounts.
   */
  discoverAuthors(
    source: DiscoverySource,
    options: { posts: number },
    call: PlatformCall,
  ): Promise<{ authors: FoundAuthor[]; requests: number }>
}

/** The requests that a CreatorFinder over accounts needs: one request per call. */
export interface FinderSession extends SessionOfAccount {
  /** One page of posts. Throws NotFoundError for a place that does not exist. */
  fetchPostFeed(postFeed: PostFeed, cursor: PostFeedCursor | null): Promise<PostFeedPage>
  /** Similar accounts. Throws NotOfferedError where the platform offers none. */
  fetchSimilar(platformId: string): Promise<Author[]>
}

type Tab = 'top' | 'recent'
/** A feed with posts of many authors. A hashtag is without '#'. */
export type PostFeed =
  | { kind: 'hashtag'; hashtag: string; tab: Tab }
  | { kind: 'location'; locationId: string; tab: Tab }
/** Where to find creators: the authors of a post feed, or the accounts similar to a creator. */
export type DiscoverySource = PostFeed | { kind: 'similar'; platformId: string }

export type PostFeedCursor = { maxId: string; page: number; mediaIds: string[] }
export type FoundPost = { platformId: string; author: Author; captionText: string | null }
/** The posts of a page in their order. */
export type PostFeedPage = { posts: FoundPost[]; next: PostFeedCursor | null }
