/**
 * Who follows whom, in our own words: the port of relation checks. A *list* is the followers of a target, or whom it
 * follows; it is read in pages by cursor, and the people in it are its members.
 */
import type { TargetTrouble } from './target-trouble.ts'

export type MemberList = 'followers' | 'following'

/** Of a person in a list no more is kept. */
export type Member = {
  platformId: string
  username: string
  isPrivate: boolean | null
  isVerified: boolean | null
}

/** Where the next page begins. It may hold only for the account that got it, and not for ever. */
export type MembersCursor = { maxId: string; rankToken: string }

export type MembersPage = {
  /** In the order of the platform. A list may repeat members, also within a page. */
  members: Member[]
  /** Null where the platform ends the list; that says nothing of whether everybody was in it. */
  next: MembersCursor | null
  /** The platform says that it shows only a part of the list. */
  isLimited: boolean
  /** What the platform says a page holds; null when it does not. */
  pageSize: number | null
}

/** So many others one request asks about at most: as many as a page of a list has, since the app asks for such a page. */
export const FRIENDSHIPS_PER_REQUEST = 200

/** How the account that asks and another one stand to each other; null where the platform does not tell. */
export type Friendship = {
  platformId: string
  /** The account follows it. */
  following: boolean | null
  followedBy: boolean | null
}

/** Why a list that was read to its end, or to where no more can be had, may lack members. */
export type IncompleteReason =
  /** The platform says that it shows only a part. */
  | 'limited_by_platform'
  /** Fewer members than the profile counts, and reading anew did not explain it. */
  | 'shorter_than_expected'
  /** The platform answers with nobody where there are members, whichever account asks. */
  | 'empty_answer'
  /** The list does not end: pages repeat what was read. */
  | 'endless_list'
  /** The list had to be begun again too often, because cursors did not hold. */
  | 'cursors_lost'
  | 'max_reached'
  | TargetTrouble

/** How it is known that nobody is missing: by number, or because reading the whole list anew found nobody else. */
export type CompleteBecause = 'count' | 'second_reading'

export type MembersOutcome = {
  /** Distinct members that are stored, by `ReadMembersOptions.collected` and what `onPage` has told. */
  collected: number
  /** What the profile counts, at the start or at the end, the smaller; null when it does not tell. */
  expected: number | null
} & (
  | { kind: 'complete'; because: CompleteBecause }
  | { kind: 'incomplete'; reason: IncompleteReason }
  /** `pages` have been read, the list goes on: the same call with the last state continues. */
  | { kind: 'paused' }
)

/** What has happened on the way and is nobody's failure; for the progress that people see. */
export type MembersEvent =
  /** Another account goes on, after the page that both have read. */
  | { kind: 'taken_over'; from: string; by: string }
  /** The cursors hold only for the account that got them: from here on the list waits for that account. */
  | { kind: 'cursor_bound'; account: string }
  /** The list is read from its first page again; what is stored stays. */
  | {
      kind: 'begun_again'
      why: 'account_lost' | 'account_resting' | 'cursor_lost' | 'fewer_than_expected'
    }
  /** An answer without members where there should be some; asked again. */
  | { kind: 'empty_answer'; account: string }

export type MembersPageRead = {
  /** Each once; those of earlier pages may be among them. Never empty. */
  members: Member[]
  /** Plain JSON: what `PlatformCall.resume` takes to go on after this page. */
  state: unknown
  progress: MembersProgressView
}

/** How far the reading has come, this page included. */
export type MembersProgressView = {
  /** The account that has read the page. */
  account: string
  /** 1, and one more each time the list was begun again: who is stored by the last of them only is in the list still. */
  reading: number
  /** Pages of this reading. */
  pages: number
  /** Requests of this list in all, those of earlier calls included. */
  requests: number
  /** What a page holds, as the platform says or as was seen. */
  pageSize: number | null
}

export type ReadMembersOptions = {
  /** What the profile counts at the start; null when it does not tell. */
  expected: number | null
  /** Distinct members that are stored of this list when the call begins. */
  collected: number
  /** The most members; no limit when left out. No more than that are handed over. */
  max?: number
  /** Pages after which the call ends with `paused`, so that others get their turn; no limit when left out. */
  pages?: number
  /**
   * Stores the members and the state in one transaction, and tells how many of them were not stored before (dedupe by
   * the platform's id). What it throws ends the reading; nothing is lost, since the state of before still holds.
   */
  onPage: (page: MembersPageRead) => Promise<{ added: number }>
  /** Hears what happens on the way. */
  onEvent?: (event: MembersEvent) => void
}

/** Whether somebody is in a list: 'unknown' where the platform's answer proves neither. */
export type MemberAnswer = {
  answer: 'yes' | 'no' | 'unknown'
  /** As the list shows it; null unless the answer is yes. */
  member: Member | null
  requests: number
}
