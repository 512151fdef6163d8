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

// What gramd needs from a platform, in the words of creators.ts and members.ts.

export type ScrapedProfile = {
  isUnchanged: false
  profile: Profile
  posts: Post[]
  highlights: ScrapedHighlight[]
  /** False when one that is missing may be there all the same, since not everything could be read. */
  postsAreWhole: boolean
  highlightsAreWhole: boolean
  /** Requests that this scrape took, logins apart. */
  requests: number
}

/** A profile on which nothing is new: posts and highlights were not asked for. */
export type UnchangedProfile = { isUnchanged: true; profile: Profile; requests: number }

/**
 * Highlights whose stories one request fetches. The app asks for the few that are in sight; larger answers also break more
 * often, and a broken one costs all of them.
 */
export const STORIES_PER_REQUEST = 5

export type ScrapeOptions = {
  /** The most posts; more than a page of them takes a request a page. */
  posts: number
  /** The most highlights whose stories one scrape asks for, those that are known and unchanged apart; no limit when left out. */
  highlights?: number
  /** Highlights whose stories were read before. */
  known?: readonly KnownHighlight[]
  /**
   * Hears the profile, also a private one, and the requests so far as soon as it is known, before anything of it is
   * saved. What it throws ends the scrape.
   */
  onProfile?: (profile: Profile, requests: number) => Promise<void>
  /** With it, a profile that is still so ends the scrape after the first request. */
  unlessUnchangedFrom?: KnownProfile
  /**
   * Called when everything else has been read, while the account is still held, to fetch pictures of it. The scrape ends
   * when it does, and fails when it throws.
   */
  pictures?: (read: Pick<ScrapedProfile, 'profile' | 'posts'>, fetch: FetchPicture) => Promise<void>
}

/** `PlatformSession.fetchPicture` on the account that is held, never on another; one call at a time. */
export type FetchPicture = (address: string) => Promise<Buffer>

export type Tab = 'top' | 'recent'
/** Where posts of many authors are shown together. A hashtag is without '#'. */
export type Showcase =
  | { kind: 'hashtag'; hashtag: string; tab: Tab }
  | { kind: 'location'; locationId: string; tab: Tab }
/** Where creators can be found: among the authors of posts, or among the accounts similar to a creator. */
export type DiscoverySource = Showcase | { kind: 'similar'; platformId: string }

/** A profile by the id that survives renames, or by name when the id is not known yet. */
export type ProfileTarget = { platformId: string } | { username: string }

/**
 * One logged-in account talking to the platform, one request a call, one call at a time. Every method throws a
 * PlatformError (errors.ts), what `account` throws, the reason of an aborted `account.signal`, or an InvalidInputError for
 * a name or id that cannot exist, and nothing else.
 */
export interface PlatformSession {
  /** Of the account. */
  readonly username: string
  fetchProfile(target: ProfileTarget): Promise<Profile>
  /** One page of the posts and reels of a profile, the pinned ones on the first, in the order of the platform. */
  fetchPosts(platformId: string, cursor: string | null): Promise<PostsPage>
  fetchHighlights(platformId: string): Promise<HighlightsTray>
  /** At most `storiesPerRequest` ids. Ids that the platform does not know are missing in the answer. */
  fetchStories(highlightIds: string[]): Promise<HighlightStories[]>
  /** One page of the posts of a hashtag or a place. Throws NotFoundError for a place that does not exist. */
  fetchShowcase(showcase: Showcase, cursor: ShowcaseCursor | null): Promise<ShowcasePage>
  /** Accounts like this one. Throws NotOfferedError where the platform does not offer any. */
  fetchSimilar(platformId: string): Promise<Author[]>
  /**
   * One page of a list. Throws NotFoundError for a target that is gone, PrivateProfileError or RestrictedProfileError
   * for one whose lists the account may not see, UnexpectedAnswerError for a cursor that the platform refuses.
   */
  fetchMembers(
    platformId: string,
    list: MemberList,
    cursor: MembersCursor | null,
  ): Promise<MembersPage>
  /** The members of a list whose names begin with, or hold, `query`: the first page of them. */
  searchMembers(platformId: string, list: MemberList, query: string): Promise<MembersPage>
  /** How this account stands to others, at most `FRIENDSHIPS_PER_REQUEST`. Unknown ids are missing in the answer. */
  fetchFriendships(platformIds: readonly string[]): Promise<Friendship[]>
  /**
   * Downloads a picture by an address that an answer has told: a JPEG, PNG or WebP by what its sender says, of at most
   * 8 MB. It goes through the account's proxy, but without anything that tells the account, and counts for no budget;
   * pictures keep a little distance from each other. Throws a PictureFailedError, which says nothing of the account.
   */
  fetchPicture(address: string): Promise<Buffer>
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

/** The same in the form of `PlatformAccount.session`. What it does not say about its owner is null. */
export type ImportedSession = {
  session: string
  /** The app that it goes on with. */
  app?: AppProfile
  platformId: string | null
  username: string | null
  expiresAt: Date | null
}

/**
 * What of a session may be known without its secrets; `expiresAt` is the world time at which its first cookie ends, `app`
 * what it was made with or first used with.
 */
export type SessionFacts = { platformId: string | null; expiresAt: Date | null; app?: AppProfile }

/** `isWhole` is false when there was something on the page that could not be read. */
export type PostsPage = { posts: Post[]; next: string | null; isWhole: boolean }
/** `isWhole` is false when some could not be read, or lie on a page that nobody knows how to ask for. */
export type HighlightsTray = { highlights: Highlight[]; isWhole: boolean }

export type ShowcaseCursor = { maxId: string; page: number; mediaIds: string[] }
export type SeenPost = { platformId: string; author: Author; captionText: string | null }
/** The posts of a page in their order. */
export type ShowcasePage = { posts: SeenPost[]; next: ShowcaseCursor | null }

/** What a session is built from, and what it reports to; the pool provides it. */
export interface PlatformAccount {
  readonly username: string
  readonly deviceSeed: string
  /** As `exportSession` gave it, or null before the first login. */
  readonly session: string | null
  /** The app on the account's device; null before its first login, or when its session is older than this was kept. */
  readonly app: AppProfile | null
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
  /** The app that new logins use, unless the account has a newer one; absent where apps have no version. */
  readonly app?: AppProfile
  /** How many highlights one request of `fetchStories` may ask for. */
  readonly storiesPerRequest: number
  open(account: PlatformAccount): PlatformSession
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
   * challenge on it. Throws PoolRestingError when no account is free, TargetSetAsideError when the target is left alone,
   * and with `only` AccountOutOfServiceError when that account will not work by itself again.
   */
  withAccount<T>(call: AccountCall, work: (run: RunStep) => Promise<T>): Promise<T>
}

export type AccountCall = {
  signal: AbortSignal
  estimatedRequests?: number
  target?: string
  /** Username of the account to take if it can work now; otherwise any is taken. */
  prefer?: string
  /** Username of the one account that will do: while it rests or is at work elsewhere, PoolRestingError says until when. */
  only?: string
}

export type PlatformCall = {
  signal: AbortSignal
  /** What `save` was last given for the same work; anything else is ignored and the work starts afresh. */
  resume?: unknown
  /** Receives what is finished so far, plain JSON, after each step. */
  save?: (state: unknown) => Promise<void>
  /** Hears the username of each account that the work is done on. */
  onAccount?: (username: string) => void
  /** Hears after each request how many the work has taken, also when it ends in an error. */
  onRequest?: (requests: number) => void
}

/** The platform as features see it: whole pieces of work, whichever accounts they take. */
export interface Platform {
  /**
   * The profile, its first posts and its highlights with their stories, in at most 3 + ceil(H / 5) + (pages − 1)
   * requests for H highlights to ask for and the pages that the posts lie on. Highlights that were never read come before those that have
   * changed, and of those that are as `known` says the stories are not asked for again. Throws NotFoundError,
   * PrivateProfileError, PoolRestingError or another PlatformError.
   */
  scrapeProfile(
    target: ProfileTarget,
    options: ScrapeOptions,
    call: PlatformCall,
  ): Promise<ScrapedProfile | UnchangedProfile>
  fetchProfile(target: ProfileTarget, call: PlatformCall): Promise<Profile>
  /** The first posts of a profile, at most a page of them, in one request. */
  fetchPosts(
    platformId: string,
    options: { posts: number },
    call: PlatformCall,
  ): Promise<{ posts: Post[]; requests: number }>
  /**
   * The authors of the first `posts` posts of a hashtag or place, each once, in order of their best post; or, in one
   * request, the accounts similar to a creator. Throws NotFoundError for a place that does not exist, NotOfferedError
   * where the platform offers no similar accounts.
   */
  discoverAuthors(
    source: DiscoverySource,
    options: { posts: number },
    call: PlatformCall,
  ): Promise<{ authors: SeenAuthor[]; requests: number }>
  /**
   * A list page by page, on whichever accounts. Each page goes to `options.onPage`, which stores its members together
   * with the state to go on from (`call.resume`); state without members, such as that cursors are bound to their account,
   * goes to `call.save`. Another account goes on by the page that both have read; where it may not, the list waits for
   * the account that holds the cursor, and begins again on another one when that is out of service or rests for longer
   * than its pages would take to be read anew (ten seconds each, at least an hour, and longer each time). A list is `complete` only
   * if its pages were an unbroken chain to the platform's own end and as many members were collected as the profile
   * counts, or a second whole reading found nobody else; the count at the end is asked for where it matters.
   *
   * In about `expected / page size` requests. Throws PoolRestingError while no account, or not the account of the
   * cursor, can work; ReadingInterruptedError (a snooze) when a passing failure ends a call; the failure itself after
   * five calls in a row that have not read a page; and what `onPage` throws. What the target is (private, gone) is an outcome.
   */
  readMembers(
    target: { platformId: string },
    list: MemberList,
    options: ReadMembersOptions,
    call: PlatformCall,
  ): Promise<MembersOutcome>
  /**
   * Whether one person is in a list, by the list's own search for the name: one request, or up to three when it finds
   * nobody. The person is whoever has the id where that is known, else whoever has the name. Throws NotFoundError, PrivateProfileError, PoolRestingError, ….
   */
  searchMember(
    target: { platformId: string },
    list: MemberList,
    person: { platformId: string | null; username: string },
    call: PlatformCall,
  ): Promise<MemberAnswer>
  /**
   * How one account of the pool stands to N others, in ceil(N / 200) requests on that account, or more where
   * the platform takes fewer at once. In the order of the ids, each once; one that the platform does not know has nulls. Throws PoolRestingError,
   * AccountOutOfServiceError, ….
   */
  readFriendships(
    account: string,
    platformIds: readonly string[],
    call: PlatformCall,
  ): Promise<{ friendships: Friendship[]; requests: number }>
}
