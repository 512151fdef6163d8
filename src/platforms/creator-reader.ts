import type { SessionOfAccount } from './account-session.ts'
import type { PlatformCall } from './call.ts'
import type {
  Highlight,
  HighlightStories,
  KnownHighlight,
  KnownProfile,
  LiveStory,
  Post,
  Profile,
  ScrapedHighlight,
} from './creators.ts'

/** Reads creators' profiles, posts and highlights. */
export interface CreatorReader {
  /**
   * The profile, its first posts and its highlights with their stories, in at most 3 + ceil(H / 5)
   * + (pages − 1) requests for H requested highlights and the pages of the posts. Highlights never
   * read come before changed ones; stories of unchanged `known` ones are not requested. Throws
   * NotFoundError, PrivateProfileError, PoolRestingError or another PlatformError.
   */
  scrapeProfile(
    target: ProfileTarget,
    options: ScrapeOptions,
    call: PlatformCall,
  ): Promise<ScrapedProfile | UnchangedProfile>
  /**
   * The profile, its newest posts as far back as `options.since`, and its live stories: one
   * request, one per page of posts, and one while the profile says that there is a live story.
   * Throws what `scrapeProfile` throws.
   */
  readCreator(
    target: ProfileTarget,
    options: ReadingOptions,
    call: PlatformCall,
  ): Promise<CreatorReading>
  fetchProfile(target: ProfileTarget, call: PlatformCall): Promise<Profile>
  /** The first posts of a profile, at most one page, in one request. */
  fetchPosts(
    platformId: string,
    options: { posts: number },
    call: PlatformCall,
  ): Promise<{ posts: Post[]; requests: number }>
}

/** The requests that a CreatorReader over accounts needs: one request per call. */
export interface CreatorSession extends SessionOfAccount {
  fetchProfile(target: ProfileTarget): Promise<Profile>
  /** A page of a profile's posts and reels in the platform's order, pinned ones on the first. */
  fetchPosts(platformId: string, cursor: string | null): Promise<PostsPage>
  fetchHighlights(platformId: string): Promise<HighlightsTray>
  /** At most `storiesPerRequest` ids. Unknown ids are missing in the answer. */
  fetchStories(highlightIds: string[]): Promise<HighlightStories[]>
  /**
   * The stories that a profile shows now, oldest first. Does not mark them as seen. Throws
   * PrivateProfileError for a private profile.
   */
  fetchLiveStories(platformId: string): Promise<StoriesPage>
  /**
   * Downloads a picture by an address from an answer: a JPEG, PNG or WebP by its content type, of
   * at most 8 MB. Uses the account's proxy but nothing that identifies the account, and no budget;
   * pictures are paced slightly. Throws PictureFailedError, which does not concern the account.
   */
  fetchPicture(address: string): Promise<Buffer>
}

/** A profile by its id, which survives renames, or by name while the id is unknown. */
export type ProfileTarget = { platformId: string } | { username: string }

/** The parts of a creator that the platform's official API may return. */
export const OFFICIAL_PARTS = ['profile', 'posts'] as const
export type OfficialPart = (typeof OFFICIAL_PARTS)[number]

export type ScrapedProfile = {
  isUnchanged: false
  profile: Profile
  posts: Post[]
  highlights: ScrapedHighlight[]
  /** False when unreadable items were skipped, so that a missing one may still exist. */
  postsAreWhole: boolean
  highlightsAreWhole: boolean
  /** Requests of this scrape by accounts, without logins. */
  requests: number
  /** The parts that the official API returned; absent when accounts read everything. */
  official?: readonly OfficialPart[]
}

/** A profile without changes: posts and highlights were not requested. */
export type UnchangedProfile = {
  isUnchanged: true
  profile: Profile
  requests: number
  official?: readonly OfficialPart[]
}

/**
 * Highlights whose stories one request fetches. The app requests the few on screen; larger answers
 * also fail more often, and a failure loses all of them.
 */
export const STORIES_PER_REQUEST = 5

export type ScrapeOptions = {
  /** Maximum posts; one request per page. */
  posts: number
  /** Maximum highlights whose stories are requested, unchanged ones apart; default: no limit. */
  highlights?: number
  /** The username when the target is an id: the official API finds creators by username only. */
  username?: string
  /** Highlights whose stories were read before. */
  known?: readonly KnownHighlight[]
  /**
   * Called with the profile, also a private one, and the requests so far, before anything is saved.
   * An error it throws ends the scrape.
   */
  onProfile?: (profile: Profile, requests: number) => Promise<void>
  /** If the profile is unchanged from this, the scrape ends after the first request. */
  unlessUnchangedFrom?: KnownProfile
  /** Fetches pictures at the end, on the account still held. Its error fails the scrape. */
  pictures?: (read: Pick<ScrapedProfile, 'profile' | 'posts'>, fetch: FetchPicture) => Promise<void>
}

export type ReadingOptions = {
  /** Posts back to this instant are read; null reads none. */
  since: Date | null
  /** Maximum pages of posts. */
  pages: number
  /** Whether live stories are read. */
  stories: boolean
  /** World time. */
  now: () => Date
  /** Called as that of ScrapeOptions. */
  onProfile?: (profile: Profile, requests: number) => Promise<void>
  /** Fetches pictures of what was read at the end, on the account still held. */
  pictures?: (
    read: { posts: readonly Post[]; stories: readonly LiveStory[] },
    fetch: FetchPicture,
  ) => Promise<void>
}

/** One planned reading of a creator. */
export type CreatorReading = {
  profile: Profile
  posts: Post[]
  /** When the newest posts were answered: a reading may rest for hours after it. */
  postsAt: Date | null
  /**
   * The instant since which `posts` are all that the profile shows; null when that is unknown, or
   * no posts were requested.
   */
  wholeSince: Date | null
  /** Null when no stories were requested. */
  stories: LiveStory[] | null
  /** Requests of this reading by accounts, without logins. */
  requests: number
}

/** `CreatorSession.fetchPicture`, only on the account that is held; one call at a time. */
export type FetchPicture = (address: string) => Promise<Buffer>

/** `isWhole` is false when items of the page could not be read. */
export type PostsPage = { posts: Post[]; next: string | null; isWhole: boolean }
/** `isWhole` is false when some stories could not be read. */
export type StoriesPage = { stories: LiveStory[]; isWhole: boolean }
/**
 * `isWhole` is false when some highlights are unreadable, or on further pages, which gramd cannot
 * request.
 */
export type HighlightsTray = { highlights: Highlight[]; isWhole: boolean }
