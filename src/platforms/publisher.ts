import type { Readable } from 'node:stream'
import type { PlatformCall } from './call.ts'
import type { PublishFailure } from './publish-failures.ts'
import type { OnSent } from './sent-request.ts'

/**
 * Publishes a post on an account: on a connection by the official API, or on an account of the pool
 * by the private one. The caller keeps the time and the state, in this order:
 *
 * `upload` until it is `ready` → `commit` → after anything but `published` or `not_published`:
 * `lookUp`, before anything else is sent for this order → `readBack`.
 *
 * What the platform says of the post is an outcome. The methods throw what a reader throws
 * (PoolRestingError, ConnectionWaitsError, …, the reason of the signal); then the step may be
 * repeated as it was, except for a `commit` whose `beforeSend` was called: that is looked up.
 */
export type Publisher = {
  readonly offers: PublishOffers
  /** Brings the files to the platform; nothing is visible yet. It may be repeated at any time. */
  upload(call: PublishCall, order: PublishRequest): Promise<UploadOutcome>
  /** Makes the post of an order that is `ready`. It is sent at most once per call. */
  commit(call: SendingCall, order: PublishRequest): Promise<CommitOutcome>
  /** Whether the post of a commit is there. */
  lookUp(call: PublishCall, order: PublishRequest, sent: SentAt): Promise<LookUpOutcome>
  /** Reads a published post once more: an answer is no proof that it is there as ordered. */
  readBack(call: PublishCall, order: PublishRequest, post: PublishedPost): Promise<ReadBack>
  /**
   * Writes the first comment. `isRepeat`: it may have been sent before, so it is looked for first
   * where the platform would write it twice.
   */
  comment(
    call: SendingCall,
    post: PublishedPost,
    comment: { order: PublishRequest; text: string; isRepeat: boolean },
  ): Promise<CommentOutcome>
  /** Deletes a published post; one that is gone counts as removed. */
  remove(call: PublishCall, post: PublishedPost, type: PublishType): Promise<RemoveOutcome>
  /** What the platform lets the account publish; null where it does not say. */
  quota(call: PublishCall): Promise<PublishQuota | null>
}

/** By Meta's official API, or by the private one. */
type PublishRoute = 'official' | 'private'

/** A route that is not set up is absent. */
export type Publishers = Readonly<Partial<Record<PublishRoute, Publisher>>>

/** What a route can do beyond publishing files with a caption. */
type PublishOffers = {
  /** A cover at a time of the video; without it the platform takes a frame. */
  coverAtTime: boolean
  altText: 'pictures' | 'all'
  /** Invited as authors of the same post. */
  maxCollaborators: number
  /** The platform fetches files by their address. */
  needsUrls: boolean
}

export type PublishCall = Omit<PlatformCall, 'save'> & {
  /** The id of a connection, or the username of an account of the pool. */
  account: string
  /** Stores the state so far: plain JSON, and the `resume` of every later call for the order. */
  save: (progress: unknown) => Promise<void>
  onSent?: OnSent | undefined
}

/**
 * `beforeSend` is awaited right before the only request that may create something. When it has
 * stored that, an outcome that nobody hears of is known to be unknown; if it throws, nothing is sent.
 */
export type SendingCall = PublishCall & { beforeSend: () => Promise<void> }

/**
 * When the commit was sent with these ids: the first time and the last. `others`: ids of the account's posts that are
 * known to be other ones.
 */
export type SentAt = { first: Date; last: Date; others: ReadonlySet<string> }

/** A video is a reel: the platform makes one of every video, `sharesToFeed` shows it in the grid. */
export type PublishType = 'photo' | 'reel' | 'carousel'

/** One post on one account, checked against the limits of its route, as it is going to be there. */
export type PublishRequest = {
  ids: PublishIds
  type: PublishType
  caption: string
  /** One, or two to ten of a carousel, in order. */
  media: readonly PublishMedia[]
  /** Of a reel; null: the platform takes a frame. */
  cover: PublishCover | null
  /** Of a reel: also in the grid of the profile. */
  sharesToFeed: boolean
  location: PublishLocation | null
  collaborators: readonly PublishUser[]
}

/**
 * Our names for an order and for each item of a carousel, in digits and unique for the account.
 * They are stored before `upload`: by them a post is found again. A post is begun anew with new
 * ones, and only when a look-up has not found it.
 */
export type PublishIds = { post: string; items: readonly string[] }

export type PublishMedia = PublishFile & {
  userTags: readonly PublishTag[]
  altText: string | null
  /** Null for a picture. */
  durationMs: number | null
}

/** A file as the platform takes it: a JPEG, or an MP4 with its index first. */
export type PublishFile = {
  bytes: number
  width: number
  height: number
  /** A new stream of its bytes from a position on; nobody holds the whole file in memory. */
  open(from: number): Readable
  /** Where the platform may fetch it for the next hour; null where the route needs none. */
  url: (() => string) | null
}

export type PublishCover = { picture: PublishFile } | { atMs: number }

/** `platformId` is looked up by the route that needs it. */
type PublishUser = { username: string; platformId: string | null }

/** A person in a picture; the position is a share of width and height. */
export type PublishTag = PublishUser & { x: number; y: number }

/** A place by the platform's id; the rest is what the app shows of it. */
export type PublishLocation = {
  platformId: string
  name: string
  address: string
  lat: number | null
  lng: number | null
}

export type PublishedPost = {
  mediaId: string
  /** Null where the answer to the commit does not tell it; `readBack` does. */
  permalink: string | null
}

export type UploadOutcome =
  | { kind: 'ready' }
  /** The platform is still processing: the same call again after so much world time. */
  | { kind: 'waiting'; delayMs: number }
  | { kind: 'not_published'; failure: PublishFailure }

export type CommitOutcome =
  | { kind: 'published'; post: PublishedPost }
  /** The platform is not ready and has made nothing: the same call again. */
  | { kind: 'waiting'; delayMs: number }
  | { kind: 'not_published'; failure: PublishFailure }
  /** The post may be there. `failure` is how it failed if a look-up finds nothing. */
  | { kind: 'unknown'; failure: PublishFailure }

export type LookUpOutcome =
  | { kind: 'published'; post: PublishedPost }
  /**
   * It is not there, and the same commit with the same ids cannot make it twice. `isProven`: the platform says so itself,
   * and does not only leave it out of a list.
   */
  | { kind: 'absent'; isProven: boolean }
  /**
   * It may be there and not be shown yet: the same look-up again. Never is anything sent for the
   * order before this ends; after some looks a person decides. `isPublished`: the platform says that it is there.
   */
  | { kind: 'unseen'; delayMs: number; isPublished: boolean }
  /** It is not there, and never will be with these ids. */
  | { kind: 'not_published'; failure: PublishFailure }

export type ReadBack =
  | {
      kind: 'there'
      post: PublishedPost
      publishedAt: Date
      /** False: the platform lost the caption or changed it. */
      hasCaption: boolean
      /** False: items of a carousel are missing. */
      hasAllItems: boolean
    }
  | { kind: 'gone' }

export type CommentOutcome =
  | { kind: 'written'; commentId: string }
  | { kind: 'refused'; failure: PublishFailure }
  | { kind: 'unknown'; failure: PublishFailure }

export type RemoveOutcome =
  | { kind: 'removed' }
  /** The route cannot delete posts (of this account); `message` says why, and what to do. */
  | { kind: 'not_offered'; message: string }
  | { kind: 'refused'; failure: PublishFailure }

type PublishQuota = { used: number; total: number; durationMs: number }
