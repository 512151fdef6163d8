import { isSameButRedacted } from '../../creators/identity.ts'
import type { Tx } from '../../db/handles.ts'
import { labelOf, wordsFor } from './label.ts'
import { storeChanges, type ResultChange } from './store/changes.ts'
import {
  resultsOfAuthor,
  storeMissed,
  storeRead,
  type ResultBefore,
  type ResultRead,
} from './store/results.ts'

/** A post as a reading found it. Counts are null when hidden, labels when unknown. */
export type PostReading = {
  platformId: string
  caption: string | null
  likeCount: number | null
  commentCount: number | null
  playCount: number | null
  viewCount: number | null
  isPaidPartnership: boolean | null
  sponsors?: readonly string[]
  commentsDisabled?: boolean | null
}

export type Reading = {
  /** The account whose posts were read. */
  blogId: string
  readAt: Date
  posts: readonly PostReading[]
}

/**
 * Stores what a reading found of the posts of an account that are results of campaigns: their
 * numbers, captions and labels, and what changed since the reading before. A reading that is older
 * than the last one is ignored.
 */
export async function recordReading(tx: Tx, { blogId, readAt, posts }: Reading): Promise<void> {
  const byId = new Map(posts.map((post) => [post.platformId, post]))
  const results = await resultsOfAuthor(tx, blogId)
  const read: ResultRead[] = []
  const changes: ResultChange[] = []
  for (const result of results) {
    const post = byId.get(result.platform_id)
    if (!post || (result.last_read_at !== null && result.last_read_at > readAt)) continue
    const found = readingOf(result, post)
    read.push(found)
    changes.push(...changesOf(result, { found, readAt }))
  }
  await storeRead(tx, readAt, read)
  await storeChanges(tx, changes)
}

/**
 * Stores that a reading of an account, which met every post since `oldestTakenAt`, has not met some
 * results. A post that two readings at least a day apart have missed is gone. Refused or failed
 * readings must not be recorded here.
 */
export async function recordMissed(
  tx: Tx,
  {
    blogId,
    readAt,
    oldestTakenAt,
    platformIds,
  }: {
    blogId: string
    readAt: Date
    oldestTakenAt: Date
    /** The posts that it met. */
    platformIds: readonly string[]
  },
): Promise<void> {
  const met = new Set(platformIds)
  const results = await resultsOfAuthor(tx, blogId)
  const missed = results.filter(
    ({ platform_id, taken_at }) =>
      !met.has(platform_id) && taken_at >= oldestTakenAt && taken_at < readAt,
  )
  const gone = await storeMissed(
    tx,
    readAt,
    missed.map(({ id }) => id),
  )
  await storeChanges(
    tx,
    gone.map(({ id }) => ({ result_id: id, kind: 'gone', at: readAt, before: null, after: null })),
  )
}

function readingOf(result: ResultBefore, post: PostReading): ResultRead {
  // A reading that says nothing about the label does not take it away.
  const isUnknown = post.isPaidPartnership === null && result.label === 'platform'
  const label = isUnknown
    ? { label: result.label, quote: result.label_quote }
    : labelOf(
        {
          caption: post.caption,
          isPaidPartnership: post.isPaidPartnership,
          sponsors: post.sponsors ?? sponsorBefore(result, post),
        },
        { words: wordsFor(result.promise, result.disclosures) },
      )
  return {
    id: result.id,
    caption: post.caption,
    label: label.label,
    label_quote: label.quote,
    comments_disabled: post.commentsDisabled ?? null,
    like_count: post.likeCount,
    comment_count: post.commentCount,
    play_count: post.playCount,
    view_count: post.viewCount,
  }
}

/** The sponsor that is known of a label which is still there; short readings do not name it. */
const sponsorBefore = (result: ResultBefore, post: PostReading): string[] =>
  post.isPaidPartnership === true && result.label === 'platform' && result.label_quote !== null
    ? [result.label_quote]
    : []

function changesOf(
  result: ResultBefore,
  { found, readAt }: { found: ResultRead; readAt: Date },
): ResultChange[] {
  const change = (
    kind: ResultChange['kind'],
    before: string | null = null,
    after: string | null = null,
  ): ResultChange => ({ result_id: result.id, kind, at: readAt, before, after })
  const wasOff = result.comments_disabled === true
  const isOff = found.comments_disabled
  return [
    ...(isEdited(result.caption, found.caption)
      ? [change('caption_edited', result.caption, found.caption)]
      : []),
    ...(result.label !== null && found.label === null
      ? [change('label_removed', result.label_quote, null)]
      : []),
    ...(result.label === null && found.label !== null
      ? [change('label_added', null, found.label_quote)]
      : []),
    ...(isOff === true && !wasOff ? [change('comments_off')] : []),
    ...(isOff === false && wasOff ? [change('comments_on')] : []),
    ...(result.gone_since === null ? [] : [change('back')]),
  ]
}

const isEdited = (before: string | null, after: string | null): boolean =>
  (before ?? '') !== (after ?? '') && !isSameButRedacted(after ?? '', before ?? '')
