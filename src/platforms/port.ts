/** What gramd needs from a platform, in our own words. Unknown is `null`, never 0 and never `undefined`. */

export type Profile = {
  platformId: string
  username: string
  fullName: string | null
  biography: string | null
  avatarUrl: string | null
  followerCount: number | null
  followingCount: number | null
  mediaCount: number | null
  isPrivate: boolean
  isVerified: boolean | null
  isBusiness: boolean | null
  businessCategory: string | null
  externalUrl: string | null
  hasHighlights: boolean
}

export type MediaType = 'photo' | 'video' | 'album' | 'unknown'

export type Post = {
  platformId: string
  captionText: string | null
  /** Lower case, without '#'. */
  hashtags: string[]
  /** Lower case usernames, from the caption and the user tags, without '@'. */
  mentions: string[]
  likeCount: number | null
  commentCount: number | null
  playCount: number | null
  mediaType: MediaType
  /** The platform's own word: 'feed', 'clips', 'igtv', 'carousel_container', … */
  productType: string | null
  isPinned: boolean
  thumbnailUrl: string | null
  location: { id: string; name: string | null; lat: number | null; lng: number | null } | null
  takenAt: Date
}

export type Highlight = {
  platformId: string
  title: string | null
  mediaCount: number | null
  coverUrl: string | null
  /** When the platform last changed it. */
  changedAt: Date | null
}

/** A highlight as an earlier scrape found it. */
export type KnownHighlight = HighlightStories & Pick<Highlight, 'mediaCount' | 'changedAt'>

export type HighlightStories = {
  highlightId: string
  mentions: string[]
  locations: string[]
  links: string[]
}

export type ScrapedProfile = {
  profile: Profile
  posts: Post[]
  highlights: (Highlight & Omit<HighlightStories, 'highlightId'>)[]
  /** Requests that this scrape took, logins apart. */
  requests: number
}

export type HashtagAuthor = { platformId: string; username: string; isPrivate: boolean | null }

/** A profile by the id that survives renames, or by name when the id is not known yet. */
export type ProfileTarget = { platformId: string } | { username: string }

/**
 * One logged-in account talking to the platform, one request a call, one call at a time. Every method throws a
 * PlatformError (errors.ts), what `seat` throws, the reason of an aborted `seat.signal`, or an InvalidInputError for
 * a name or id that cannot exist, and nothing else.
 */
export interface PlatformSession {
  /** Of the account. */
  readonly username: string
  fetchProfile(target: ProfileTarget): Promise<Profile>
  /** The first `count` posts and reels as the profile shows them: pinned ones, then the newest; at most 33. */
  fetchPosts(platformId: string, count: number): Promise<Post[]>
  fetchHighlights(platformId: string): Promise<Highlight[]>
  /** At most `storiesPerRequest` ids. Ids that the platform does not know are missing in the answer. */
  fetchStories(highlightIds: string[]): Promise<HighlightStories[]>
  /** One page of the top posts of a hashtag (without '#'). */
  fetchHashtagTop(tag: string, cursor: HashtagCursor | null): Promise<HashtagPage>
  /** One light request that shows whether the session is alive, and whose it is. */
  checkSession(): Promise<SessionOwner>
  /**
   * Logs in; several requests, all of them under the login budget. A second factor is given from the seed; without one,
   * throws a TwoFactorRequiredError with what `finishLogin` takes. A login that does not throw is made, and its session
   * saved; it gives what the requests that the app sends right after it met, if that says something of the account.
   */
  login(credentials: LoginCredentials): Promise<Error | undefined>
  /** Ends a login that waits for its second factor with the code that a person has got; otherwise as `login`. */
  finishLogin(pending: string, code: string): Promise<Error | undefined>
}

export type SessionOwner = { platformId: string; username: string }

/** `totpSeed` is base32. */
export type LoginCredentials = { password: string; totpSeed: string | null }

/** A session that was made elsewhere: a cookie, or the file in which another program saved it. */
export type SessionInput = { kind: 'sessionid'; sessionId: string } | { kind: 'file'; text: string }

/** The same in the form of `AccountSeat.session`. What it does not say about its owner is null. */
export type ImportedSession = {
  session: string
  platformId: string | null
  username: string | null
  expiresAt: Date | null
}

/** What of a session may be known without its secrets; `expiresAt` is the world time at which its first cookie ends. */
export type SessionFacts = { platformId: string | null; expiresAt: Date | null }

export type HashtagCursor = { maxId: string; page: number; mediaIds: string[] }
/** `authors` has one entry for each post of the page, in their order: whoever has two posts is in it twice. */
export type HashtagPage = { authors: HashtagAuthor[]; next: HashtagCursor | null }

/** What a session is built from, and what it reports to; the pool provides it. */
export interface AccountSeat {
  readonly username: string
  readonly deviceSeed: string
  /** As `exportSession` gave it, or null before the first login. */
  readonly session: string | null
  /** Full proxy URL with credentials; there is no request without one. */
  readonly proxyUrl: string
  readonly signal: AbortSignal
  /**
   * Reserves one request of the account's and the proxy's budget and waits out the pacing; throws PoolRestingError
   * when the budget is spent. The returned function ends the reservation and must be called exactly once.
   */
  reserve(endpoint: string): Promise<EndRequest>
  /** Stores the session; called after every answer that changed it, before the request counts as ended. */
  saveSession(session: string, facts: SessionFacts): Promise<void>
}

/** `outcome` is 'ok' or the code of the error. */
export type EndRequest = (outcome: string) => Promise<void>

export interface PlatformAdapter {
  /** How many highlights one request of `fetchStories` may ask for. */
  readonly storiesPerRequest: number
  open(seat: AccountSeat): PlatformSession
  /**
   * Reads a session that was made elsewhere, on the device of `deviceSeed` when it brings none. Throws an
   * InvalidInputError about the field `sessionid` or `session_file` that says what is missing.
   */
  importSession(input: SessionInput, deviceSeed: string): Promise<ImportedSession>
  /** A stored session without its login, but with its device; null when it is none that can be read. */
  withoutLogin(session: string): string | null
  /**
   * Opens a connection through the proxy to a neutral place, without sending anything there; the real ms that took.
   * Throws ProxyFailedError, or the reason of the aborted signal.
   */
  checkProxy(proxyUrl: string, signal: AbortSignal): Promise<number>
}

/** Runs one step on the account that is held, moving to another account when the account is at fault. */
export type RunStep = <T>(step: (session: PlatformSession) => Promise<T>) => Promise<T>

/** Where accounts come from; the pool. */
export interface Accounts {
  /**
   * Holds an account while `work` runs. `estimatedRequests` is what the work will probably take, so that an account
   * with enough budget left is chosen. `target` names what the work is about, so that no more than two accounts meet a
   * challenge on it. Throws PoolRestingError when no account is free, TargetSetAsideError when the target is left alone.
   */
  withAccount<T>(call: AccountCall, work: (run: RunStep) => Promise<T>): Promise<T>
}

export type AccountCall = { signal: AbortSignal; estimatedRequests?: number; target?: string }

export type PlatformCall = {
  signal: AbortSignal
  /** What `save` was last given for the same work; anything else is ignored and the work starts afresh. */
  resume?: unknown
  /** Receives what is finished so far, plain JSON, after each step. */
  save?: (state: unknown) => Promise<void>
  /** Hears the username of each account that the work is done on. */
  onAccount?: (username: string) => void
}

/** The platform as features see it: whole pieces of work, whichever accounts they take. */
export interface Platform {
  /**
   * The profile, its first `posts` posts and its highlights with their stories. Of highlights that are as `known` says,
   * the stories are not asked for again. Throws NotFoundError,
   * PrivateProfileError, PoolRestingError or another PlatformError.
   */
  scrapeProfile(
    target: ProfileTarget,
    options: { posts: number; known?: readonly KnownHighlight[] },
    call: PlatformCall,
  ): Promise<ScrapedProfile>
  fetchProfile(target: ProfileTarget, call: PlatformCall): Promise<Profile>
  /** The authors of the top `posts` posts of a hashtag (without '#'), each once, in order of their best post. */
  discoverByHashtag(
    tag: string,
    options: { posts: number },
    call: PlatformCall,
  ): Promise<{ authors: HashtagAuthor[]; requests: number }>
}
