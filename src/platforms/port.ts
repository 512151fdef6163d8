import type { AppProfile } from '../accounts/app-profiles.ts'
import type {
  Author,
  Highlight,
  HighlightStories,
  KnownHighlight,
  KnownProfile,
  Post,
  Profile,
  ScrapedHighlight,
  SeenAuthor,
} from './creators.ts'
import type {
  Friendship,
  MemberAnswer,
  MemberList,
  MembersCursor,
  MembersOutcome,
  MembersPage,
  ReadMembersOptions,
} from './members.ts'

// What gramd needs from a platform, with the types of creators.ts and members.ts.

export type ScrapedProfile = {
  isUnchanged: false
  profile: Profile
  posts: Post[]
  highlights: ScrapedHighlight[]
  /** False when unreadable items were skipped, so that a missing one may still exist. */
  postsAreWhole: boolean
  highlightsAreWhole: boolean
  /** Requests of this scrape, without logins. */
  requests: number
}

/** A profile without changes: posts and highlights were not requested. */
export type UnchangedProfile = { isUnchanged: true; profile: Profile; requests: number }

/**
 * Highlights whose stories one request fetches. The app requests the few on screen; larger answers
 * also fail more often, and a failure loses all of them.
 */
export const STORIES_PER_REQUEST = 5

export type ScrapeOptions = {
  /** Maximum posts; one request per page. */
  posts: number
  /**
   * Maximum highlights whose stories one scrape requests, besides unchanged known ones; default: no
   * limit.
   */
  highlights?: number
  /** Highlights whose stories were read before. */
  known?: readonly KnownHighlight[]
  /**
   * Called with the profile, also a private one, and the requests so far, before anything is saved.
   * An error it throws ends the scrape.
   */
  onProfile?: (profile: Profile, requests: number) => Promise<void>
  /** If the profile is unchanged from this, the scrape ends after the first request. */
  unlessUnchangedFrom?: KnownProfile
  /**
   * Called at the end, while the account is still held, to fetch pictures. An error it throws fails
   * the scrape.
   */
  pictures?: (read: Pick<ScrapedProfile, 'profile' | 'posts'>, fetch: FetchPicture) => Promise<void>
}

/**
 * `PlatformSession.fetchPicture` on the account that is held, never on another; one call at a time.
 */
export type FetchPicture = (address: string) => Promise<Buffer>

type Tab = 'top' | 'recent'
/** A feed with posts of many authors. A hashtag is without '#'. */
export type PostFeed =
  | { kind: 'hashtag'; hashtag: string; tab: Tab }
  | { kind: 'location'; locationId: string; tab: Tab }
/** Where to find creators: the authors of a post feed, or the accounts similar to a creator. */
export type DiscoverySource = PostFeed | { kind: 'similar'; platformId: string }

/** A profile by its id, which survives renames, or by name while the id is unknown. */
export type ProfileTarget = { platformId: string } | { username: string }

/**
 * A logged-in account at the platform: one request per call, one call at a time. Every method
 * throws a PlatformError (errors.ts), what `account` throws, the reason of an aborted
 * `account.signal`, or an InvalidInputError for a name or id that cannot exist, and nothing else.
 */
export interface PlatformSession {
  /** Of the account. */
  readonly username: string
  fetchProfile(target: ProfileTarget): Promise<Profile>
  /**
   * One page of a profile's posts and reels in the platform's order, pinned ones on the first page.
   */
  fetchPosts(platformId: string, cursor: string | null): Promise<PostsPage>
  fetchHighlights(platformId: string): Promise<HighlightsTray>
  /** At most `storiesPerRequest` ids. Unknown ids are missing in the answer. */
  fetchStories(highlightIds: string[]): Promise<HighlightStories[]>
  /**
   * One page of the posts of a hashtag or a place. Throws NotFoundError for a place that does not
   * exist.
   */
  fetchPostFeed(postFeed: PostFeed, cursor: PostFeedCursor | null): Promise<PostFeedPage>
  /** Similar accounts. Throws NotOfferedError where the platform offers none. */
  fetchSimilar(platformId: string): Promise<Author[]>
  /**
   * One page of a list. Throws NotFoundError for a deleted target, PrivateProfileError or
   * RestrictedProfileError for one whose lists the account may not see, UnexpectedAnswerError for a
   * refused cursor.
   */
  fetchMembers(
    platformId: string,
    list: MemberList,
    cursor: MembersCursor | null,
  ): Promise<MembersPage>
  /** The first page of list members whose names begin with, or contain, `query`. */
  searchMembers(platformId: string, list: MemberList, query: string): Promise<MembersPage>
  /**
   * Follow relations of this account with at most `FRIENDSHIPS_PER_REQUEST` others. Unknown ids are
   * missing.
   */
  fetchFriendships(platformIds: readonly string[]): Promise<Friendship[]>
  /**
   * Downloads a picture by an address from an answer: a JPEG, PNG or WebP by its content type, of
   * at most 8 MB. Uses the account's proxy but nothing that identifies the account, and no budget;
   * pictures are paced slightly. Throws PictureFailedError, which does not concern the account.
   */
  fetchPicture(address: string): Promise<Buffer>
  /** One light request that verifies the session and returns its owner. */
  checkSession(): Promise<SessionOwner>
  /**
   * Logs in with several requests, all within the login budget. The seed answers a second factor;
   * without a seed, throws TwoFactorRequiredError with the input of `finishLogin`. A login that
   * does not throw succeeded, and its session is saved; returns the error of the first requests
   * after it, if that concerns the account.
   */
  login(credentials: LoginCredentials): Promise<Error | undefined>
  /**
   * Finishes a login that waits for its second factor with a person's code; otherwise as `login`.
   */
  finishLogin(pending: string, code: string): Promise<Error | undefined>
}

export type SessionOwner = { platformId: string; username: string }

/** `totpSeed` is base32. */
export type LoginCredentials = { password: string; totpSeed: string | null }

/** A session to import: a cookie, or a file saved by another program. */
export type SessionInput = { kind: 'sessionid'; sessionId: string } | { kind: 'file'; text: string }

/** An imported session as `PlatformAccount.session`. Unknown facts about its owner are null. */
export type ImportedSession = {
  session: string
  /** The app that it continues with. */
  app?: AppProfile
  platformId: string | null
  username: string | null
  expiresAt: Date | null
}

/**
 * Facts about a session without its secrets; `expiresAt` is the world time at which its first
 * cookie expires, `app` the app that made or first used it.
 */
export type SessionFacts = { platformId: string | null; expiresAt: Date | null; app?: AppProfile }

/** `isWhole` is false when items of the page could not be read. */
export type PostsPage = { posts: Post[]; next: string | null; isWhole: boolean }
/**
 * `isWhole` is false when some could not be read, or are on further pages, which gramd cannot
 * request.
 */
export type HighlightsTray = { highlights: Highlight[]; isWhole: boolean }

export type PostFeedCursor = { maxId: string; page: number; mediaIds: string[] }
export type SeenPost = { platformId: string; author: Author; captionText: string | null }
/** The posts of a page in their order. */
export type PostFeedPage = { posts: SeenPost[]; next: PostFeedCursor | null }

/** An account as an adapter sees it; the pool provides it. */
export interface PlatformAccount {
  readonly username: string
  readonly deviceSeed: string
  /** As `exportSession` gave it, or null before the first login. */
  readonly session: string | null
  /** The app on the account's device; null before its first login, or when it was not recorded. */
  readonly app: AppProfile | null
  /** Full proxy URL with credentials; there is no request without one. */
  readonly proxyUrl: string
  readonly signal: AbortSignal
  /**
   * Reserves one request of the account's and the proxy's budget and waits out the pacing; throws
   * PoolRestingError when the budget is spent. The returned function ends the reservation and must
   * be called exactly once.
   */
  reserve(endpoint: string): Promise<EndRequest>
  /** Stores the session; called after every answer that changed it, before the request ends. */
  saveSession(session: string, facts: SessionFacts): Promise<void>
}

/** Takes the error that ended the request, or undefined after a success. */
export type EndRequest = (error?: unknown) => Promise<void>

export interface PlatformAdapter {
  /**
   * The app that new logins use, unless the account has a newer one; absent where apps have no
   * version.
   */
  readonly app?: AppProfile
  /** Highlights that one request of `fetchStories` may ask for. */
  readonly storiesPerRequest: number
  open(account: PlatformAccount): PlatformSession
  /**
   * Reads an imported session, for the device of `deviceSeed` when it brings none. Throws
   * InvalidInputError about the field `sessionid` or `session_file` that names what is missing.
   */
  importSession(input: SessionInput, deviceSeed: string): Promise<ImportedSession>
  /** A stored session without its login, but with its device; null when unreadable. */
  withoutLogin(session: string): string | null
  /**
   * Connects through the proxy to a neutral host without sending anything; returns the real ms.
   * Throws ProxyFailedError, or the reason of the aborted signal.
   */
  checkProxy(proxyUrl: string, signal: AbortSignal): Promise<number>
}

/** Runs one step on the held account; moves to another account when the account is at fault. */
export type RunStep = <T>(step: (session: PlatformSession) => Promise<T>) => Promise<T>

/** The source of accounts: the pool. */
export interface Accounts {
  /**
   * Holds an account while `work` runs. `estimatedRequests` selects an account with enough budget.
   * `target` names what the work is about, so that at most two accounts meet a challenge on it.
   * Throws PoolRestingError when no account is free, TargetSetAsideError when the target is set
   * aside, and with `only` AccountOutOfServiceError when that account needs a person.
   */
  withAccount<T>(call: AccountCall, work: (run: RunStep) => Promise<T>): Promise<T>
}

export type AccountCall = {
  signal: AbortSignal
  estimatedRequests?: number
  target?: string
  /** Username of the account to use if it can work now; otherwise any. */
  prefer?: string
  /**
   * Username of the only acceptable account: while it rests or works elsewhere, PoolRestingError
   * has the end.
   */
  only?: string
}

export type PlatformCall = {
  signal: AbortSignal
  /**
   * The last state given to `save` for the same work; anything else is ignored and the work starts
   * over.
   */
  resume?: unknown
  /** Receives the state so far, plain JSON, after each step. */
  save?: (state: unknown) => Promise<void>
  /** Called with the username of each account used. */
  onAccount?: (username: string) => void
  /** Called after each request, also a failed one, with the number of requests so far. */
  onRequest?: (requests: number) => void
}

/** The platform as features see it: whole pieces of work, on any accounts. */
export interface Platform {
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
  fetchProfile(target: ProfileTarget, call: PlatformCall): Promise<Profile>
  /** The first posts of a profile, at most one page, in one request. */
  fetchPosts(
    platformId: string,
    options: { posts: number },
    call: PlatformCall,
  ): Promise<{ posts: Post[]; requests: number }>
  /**
   * The authors of the first `posts` posts of a hashtag or place, each once, in order of their best
   * post; or, in one request, the accounts similar to a creator. Throws NotFoundError for a place
   * that does not exist, NotOfferedError where the platform offers no similar accounts.
   */
  discoverAuthors(
    source: DiscoverySource,
    options: { posts: number },
    call: PlatformCall,
  ): Promise<{ authors: SeenAuthor[]; requests: number }>
  /**
   * Reads a list page by page, on any accounts. Each page goes to `options.onPage`, which stores
   * its members together with the state to resume from (`call.resume`); state without members, such
   * as that cursors are bound to their account, goes to `call.save`. Another account continues from
   * the last page, which it reads again; where cursors are bound, the list waits for the account
   * that holds the cursor, and starts over on another one when that is out of service or rests for
   * longer than reading its pages again takes (ten seconds each, at least an hour, and longer each
   * time). A list is `complete` only if its pages form an unbroken chain to the platform's own end,
   * and as many members were collected as the profile counts or a second whole reading found no
   * further one; the final count is requested where it matters.
   *
   * In about `expected / page size` requests. Throws PoolRestingError while no account, or not the
   * account of the cursor, can work; ReadingInterruptedError (a snooze) after a transient failure;
   * the failure itself after five calls in a row without a page; and what `onPage` throws. A
   * private or deleted target is an outcome, not an error.
   */
  readMembers(
    target: { platformId: string },
    list: MemberList,
    options: ReadMembersOptions,
    call: PlatformCall,
  ): Promise<MembersOutcome>
  /**
   * Whether one person is in a list, by the list's search for the name: one request, or up to three
   * when it finds no one. The person is identified by the id if known, else by the name. Throws
   * NotFoundError, PrivateProfileError, PoolRestingError and others.
   */
  searchMember(
    target: { platformId: string },
    list: MemberList,
    person: { platformId: string | null; username: string },
    call: PlatformCall,
  ): Promise<MemberAnswer>
  /**
   * Follow relations of one pool account with N others, in ceil(N / 200) requests on that account,
   * or more where the platform accepts fewer at once. In id order, each once; unknown ids have
   * nulls. Throws PoolRestingError, AccountOutOfServiceError and others.
   */
  readFriendships(
    account: string,
    platformIds: readonly string[],
    call: PlatformCall,
  ): Promise<{ friendships: Friendship[]; requests: number }>
}
