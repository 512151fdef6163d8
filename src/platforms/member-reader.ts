import type { SessionOfAccount } from './account-session.ts'
import type { PlatformCall } from './call.ts'
import type { TargetTrouble } from './target-trouble.ts'

/**
 * Reads lists of members. A *list* is the followers of a target, or the accounts that it follows;
 * it is read in pages by cursor, and the people in it are its members.
 */
export interface MemberReader {
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
   * In about `expected / page size` requests; in one where the platform shows only about 50 members
   * (`only_few_shown`). Once as many members are collected as the profile counts, a page without a
   * new one ends the list, whatever cursor it has. Throws PoolRestingError while no account, or not
   * the account of the cursor, can work; ReadingInterruptedError (a snooze) after a transient
   * failure; the failure itself after five calls in a row without a page; and what `onPage` throws.
   * A private or deleted target is an outcome, not an error.
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
   * Follow relations of one pool account with at most `FRIENDSHIPS_PER_REQUEST` others, in one
   * request on that account, or more where the platform accepts fewer at once. Unknown ids are
   * missing. Throws PoolRestingError, AccountOutOfServiceError and others.
   */
  readFriendships(
    account: string,
    platformIds: readonly string[],
    call: PlatformCall,
  ): Promise<Friendship[]>
}

/** The requests that a MemberReader over accounts needs: one request per call. */
export interface MemberSession extends SessionOfAccount {
  /**
   * One page of a list. Throws NotFoundError for a deleted target, PrivateProfileError or
   * RestrictedProfileError for one whose lists the account may not see, UnexpectedAnswerError for a
   * refused cursor.
   */
  fetchMembers(
    platformId: string,
    list: MemberList,
    cursor: MembersCursor | null,
    order?: MembersOrder,
  ): Promise<MembersPage>
  /** The first page of list members whose names begin with, or contain, `query`. */
  searchMembers(platformId: string, list: MemberList, query: string): Promise<MembersPage>
  /** Follow relations with at most `FRIENDSHIPS_PER_REQUEST` others. Unknown ids are missing. */
  fetchFriendships(platformIds: readonly string[]): Promise<Friendship[]>
}

export type MemberList = 'followers' | 'following'

/**
 * The order that the platform is asked for: its own, or those who joined last first. The platform
 * may ignore it.
 */
export type MembersOrder = 'default' | 'newest'

/** The facts that gramd stores about a person in a list. */
export type Member = {
  platformId: string
  username: string
  isPrivate: boolean | null
  isVerified: boolean | null
}

/**
 * The position of the next page: perhaps valid only for the account that got it, and for a limited
 * time.
 */
export type MembersCursor = { maxId: string; rankToken: string }

export type MembersPage = {
  /** In the order of the platform. A list may repeat members, also within a page. */
  members: Member[]
  /** Null where the platform ends the list, which does not prove that the list was complete. */
  next: MembersCursor | null
  /** The platform says that it shows only part of the list. */
  isLimited: boolean
  /** The page size that the platform reports; null when it does not. */
  pageSize: number | null
}

/** Maximum ids per request: the size of a list page, since the app requests that many. */
export const FRIENDSHIPS_PER_REQUEST = 200

/** The relation of the requesting account with another; null where the platform is silent. */
export type Friendship = {
  platformId: string
  /** The account follows it. */
  following: boolean | null
  followedBy: boolean | null
}

/** Why a list that was read as far as possible may lack members. */
export type IncompleteReason =
  /** The platform says that it shows only part of the list. */
  | 'limited_by_platform'
  /** The platform shows about 50 of many members, and no more to any account. */
  | 'only_few_shown'
  /** Fewer members than the profile counts, also after reading again. */
  | 'shorter_than_expected'
  /** The platform returns empty pages where members exist, to every account. */
  | 'empty_answer'
  /** The list does not end: pages repeat what was read. */
  | 'endless_list'
  /** The list was restarted too often because cursors became invalid. */
  | 'cursors_lost'
  | 'max_reached'
  /** The pages have reached members who are known: the caller wanted the new ones alone. */
  | 'only_new_read'
  | TargetTrouble

/** Why the list is complete: by count, or because a second reading found no further member. */
export type CompleteBecause = 'count' | 'second_reading'

export type MembersOutcome = {
  /** Distinct members that are stored, by the option `collected` and the results of `onPage`. */
  collected: number
  /** The profile's count at the start or at the end, the smaller; null when unknown. */
  expected: number | null
} & (
  | { kind: 'complete'; because: CompleteBecause }
  | { kind: 'incomplete'; reason: IncompleteReason }
  /** `pages` have been read: the same call with the last state continues the list. */
  | { kind: 'paused' }
)

/** Events of a reading that are not failures; for the visible progress. */
export type MembersEvent =
  /** Another account continues after the page that both have read. */
  | { kind: 'taken_over'; from: string; by: string }
  /** Cursors are valid only for the account that got them: the list waits for it from now on. */
  | { kind: 'cursor_bound'; account: string }
  /** The list is read from its first page again; what is stored stays. */
  | {
      kind: 'begun_again'
      why: 'account_lost' | 'account_resting' | 'cursor_lost' | 'fewer_than_expected'
    }
  /** An answer without members where there should be some; asked again. */
  | { kind: 'empty_answer'; account: string }

export type MembersPageRead = {
  /** The members of the page, each once; some may have been on earlier pages. Never empty. */
  members: Member[]
  /** Plain JSON: the `PlatformCall.resume` that continues after this page. */
  state: unknown
  /** The last page, read again. */
  isAgain: boolean
  progress: MembersProgressView
}

export type MembersProgressView = {
  account: string
  /** 1, plus 1 for each restart: only members stored by the last reading are still in the list. */
  reading: number
  /** Pages of this reading. */
  pages: number
  /** All requests of this list, earlier calls included. */
  requests: number
  /** Page size, as the platform says or as observed. */
  pageSize: number | null
}

export type ReadMembersOptions = {
  /** The profile's count at the start; null when unknown. */
  expected: number | null
  /** Distinct members of this list already stored. */
  collected: number
  /** Maximum members passed to `onPage`; unlimited by default. */
  max?: number
  /** An earlier call has heard that those who follow are known. */
  isEnough?: boolean
  /** `default` unless given; the same in each call that continues a list. */
  order?: MembersOrder
  /** Pages after which the call ends with `paused`, to let other work run; unlimited by default. */
  pages?: number
  /**
   * Stores members and state in one transaction, and returns how many members are new (by platform
   * id), and whether those who follow are known: then the list ends as `only_new_read`. An error it
   * throws ends the reading without loss, since the earlier state is still valid.
   */
  onPage: (page: MembersPageRead) => Promise<{ added: number; isEnough?: boolean }>
  onEvent?: (event: MembersEvent) => void
}

/** Whether a person is in a list: 'unknown' when the answer proves neither. */
export type MemberAnswer = {
  answer: 'yes' | 'no' | 'unknown'
  /** The member as the list shows it; null unless the answer is yes. */
  member: Member | null
  requests: number
}
