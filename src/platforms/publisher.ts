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
  /** Uploads the files to the platform; nothing is visible yet. It may be repeated at any time. */
  upload(call: PublishCall, order: PublishRequest): Promise<UploadOutcome>
  /** Creates the post of an order that is `ready`. It is sent at most once per call. */
  commit(call: SendingCall, order: PublishRequest): Promise<CommitOutcome>
  /** Finds out whether the post of a commit exists. */
  lookUp(call: PublishCall, order: PublishRequest, sent: SentAt): Promise<LookUpOutcome>
  /** Reads a published post again: an answer does not prove that the post exists as ordered. */
  readBack(call: PublishCall, order: PublishRequest, post: PublishedPost): Promise<ReadBack>
  /**
   * Writes the first comment. `isRepeat`: it may have been sent before, so it is looked up first
   * where the platform would write it twice.
   */
  comment(
    call: SendingCall,
    post: PublishedPost,
    comment: { order: PublishRequest; text: string; isRepeat: boolean },
  ): Promise<CommentOutcome>
  /** Deletes a published post; one that is already gone counts as removed. */
  remove(call: PublishCall, post: PublishedPost, type: PublishType): Promise<RemoveOutcome>
  /** The number of posts that the platform lets the account publish; null where it does not say. */
  quota(call: PublishCall): Promise<PublishQuota | null>
}

/** Through Meta's official API, or through the private one. */
type PublishRoute = 'official' | 'private'

/** The configured routes; one that is not set up is absent. */
export type Publishers = Readonly<Partial<Record<PublishRoute, Publisher>>>

/** The features that a route supports beyond publishing files with a caption. */
type PublishOffers = {
  /** A cover at a time of the video; otherwise the platform takes a frame. */
  coverAtTime: boolean
  altText: 'pictures' | 'all'
  /** The maximum number of people invited as authors of the same post. */
  maxCollaborators: number
  /** The platform fetches files by their URL. */
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
 * `beforeSend` is awaited right before the only request that may create something, so that it can
 * store this. If the process then dies, the outcome is known to be unknown. If `beforeSend` throws,
 * nothing is sent.
 */
export type SendingCall = PublishCall & { beforeSend: () => Promise<void> }

/**
 * When the commit was first and last sent with these ids. `others`: ids of the account's posts that
 * are known to be different ones.
 */
export type SentAt = { first: Date; last: Date; others: ReadonlySet<string> }

/**
 * The type of a post. Every video is a reel on the platform; `sharesToFeed` also shows it in the
 * grid.
 */
export type PublishType = 'photo' | 'reel' | 'carousel'

/** One post on one account, checked against the limits of its route, in its final form. */
export type PublishRequest = {
  ids: PublishIds
  type: PublishType
  caption: string
  /** One file, or two to ten for a carousel, in order. */
  media: readonly PublishMedia[]
  /** The cover of a reel; with null the platform takes a frame. */
  cover: PublishCover | null
  /** Whether a reel also appears in the grid of the profile. */
  sharesToFeed: boolean
  location: PublishLocation | null
  collaborators: readonly PublishUser[]
}

/**
 * Our ids for an order and for each item of a carousel: digits, unique for the account. They are
 * stored before `upload`, because a post is found again by them. A post is restarted with new ones,
 * and only after a look-up has not found it.
 */
export type PublishIds = { post: string; items: readonly string[] }

export type PublishMedia = PublishFile & {
  userTags: readonly PublishTag[]
  altText: string | null
  /** Milliseconds; null for a picture. */
  durationMs: number | null
}

/** A file in a format that the platform accepts: a JPEG, or an MP4 with its index first. */
export type PublishFile = {
  bytes: number
  width: number
  height: number
  /** Opens a new stream of its bytes from a position on; the whole file is never in memory. */
  open(from: number): Readable
  /** The URL where the platform may fetch it for the next hour; null where the route needs none. */
  url: (() => string) | null
}

export type PublishCover = { picture: PublishFile } | { atMs: number }

/** `platformId` is looked up by the route that needs it. */
type PublishUser = { username: string; platformId: string | null }

/** A person in a picture; the position is a share of width and height. */
export type PublishTag = PublishUser & { x: number; y: number }

/** A place by the platform's id; the other fields are what the app shows of it. */
export type PublishLocation = {
  platformId: string
  name: string
  address: string
  lat: number | null
  lng: number | null
}

export type PublishedPost = {
  mediaId: string
  /** Null when the answer to the commit lacks it; `readBack` finds it. */
  permalink: string | null
}

export type UploadOutcome =
  | { kind: 'ready' }
  /** The platform is still processing: repeat the call after this much world time. */
  | { kind: 'waiting'; delayMs: number }
  | { kind: 'not_published'; failure: PublishFailure }

export type CommitOutcome =
  | { kind: 'published'; post: PublishedPost }
  /** The platform is not ready and has created nothing: repeat the call. */
  | { kind: 'waiting'; delayMs: number }
  | { kind: 'not_published'; failure: PublishFailure }
  /** The post may exist. `failure` is the reason if a look-up finds nothing. */
  | { kind: 'unknown'; failure: PublishFailure }

export type LookUpOutcome =
  | { kind: 'published'; post: PublishedPost }
  /**
   * The post does not exist, and the same commit with the same ids cannot create it twice.
   * `isProven`: the platform confirms this, not just by its absence from a list.
   */
  | { kind: 'absent'; isProven: boolean }
  /**
   * The post may exist without being visible yet: repeat the look-up. Nothing is sent for the order
   * before this ends; after some look-ups a person decides. `isPublished`: the platform says that
   * it exists.
   */
  | { kind: 'unseen'; delayMs: number; isPublished: boolean }
  /** The post does not exist, and never will with these ids. */
  | { kind: 'not_published'; failure: PublishFailure }

export type ReadBack =
  | {
      kind: 'there'
      post: PublishedPost
      publishedAt: Date
      /** False when the platform lost or changed the caption. */
      hasCaption: boolean
      /** False when items of a carousel are missing. */
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
