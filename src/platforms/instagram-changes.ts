import { z } from 'zod'
import { absent, id, isRecord, seconds, text } from './graph-answers.ts'

/** A comment on a post of the account, including replies to other comments. */
type SentComment = {
  commentId: string
  /** The comment that it replies to; null for none. */
  parentId: string | null
  text: string | null
  from: { platformId: string | null; username: string | null }
}

/** A mention of the account in the caption of another account's post, or in a comment on it. */
type SentMention = { commentId: string | null }

/** The numbers of a story that has ended; null for fewer than five. */
type SentStoryInsights = { metrics: Readonly<Record<string, number | null>> }

/** An event that Meta sends about a connected account. `mediaId` is the platform's id. */
export type InstagramChange =
  | { field: 'comments' | 'live_comments'; mediaId: string | null; value: SentComment }
  | { field: 'mentions'; mediaId: string; value: SentMention }
  | { field: 'story_insights'; mediaId: string; value: SentStoryInsights }

/** A change as Meta sent it. */
export type RawChange = {
  /** The platform's id of the account. */
  accountId: string
  field: string
  mediaId: string | null
  sentAt: Date | null
  value: unknown
}

export const CHANGE_FIELDS = ['comments', 'live_comments', 'mentions', 'story_insights'] as const
type Field = (typeof CHANGE_FIELDS)[number]

const Change = z.object({ field: z.string().min(1).max(60), value: absent })
const Entry = z.looseObject({ id, time: absent })

/**
 * Reads the changes of a notification in every form that Meta has been seen to send: below
 * `changes`, flat in the entry, messages below `messaging`, or all of it in a list of one.
 * Unreadable changes are skipped.
 */
export const readNotification = (body: unknown): RawChange[] =>
  (Array.isArray(body) ? body : [body]).flatMap((each: unknown) => {
    const entries = isRecord(each) ? each['entry'] : undefined
    return Array.isArray(entries) ? entries.flatMap(changesOf) : []
  })

function changesOf(raw: unknown): RawChange[] {
  const { data: entry } = Entry.safeParse(raw)
  if (!entry) return []
  const sentAt = timeOf(entry.time)
  return sentIn(entry).map(({ field, value }) => ({
    accountId: entry.id,
    field,
    mediaId: mediaIdOf(value),
    sentAt,
    value: value ?? null,
  }))
}

function sentIn(entry: Record<string, unknown>): z.output<typeof Change>[] {
  const { changes, messaging } = entry
  if (Array.isArray(changes)) return changes.flatMap((each) => Change.safeParse(each).data ?? [])
  if (Array.isArray(messaging)) return messaging.map((value) => ({ field: 'messages', value }))
  return [Change.safeParse(entry).data ?? []].flat()
}

/** The largest value in seconds; larger ones are milliseconds, as in messages. */
const LATEST_SECONDS = 100_000_000_000

function timeOf(value: unknown): Date | null {
  const isMs = typeof value === 'number' && value > LATEST_SECONDS
  return seconds.parse(isMs ? value / 1_000 : value)
}

const OfMedia = z.object({
  media_id: id.nullable().catch(null),
  media: z.object({ id }).nullable().catch(null),
})

function mediaIdOf(value: unknown): string | null {
  const { data } = OfMedia.safeParse(value)
  return data?.media_id ?? data?.media?.id ?? null
}

const Person = z
  .object({ id: id.nullable().catch(null), username: text })
  .transform(({ id: platformId, username }) => ({
    platformId,
    username: username?.toLowerCase() ?? null,
  }))
  .catch({ platformId: null, username: null })

/** Meta's documentation uses two names for its id. */
const Comment = z
  .object({
    id: id.nullable().catch(null),
    comment_id: id.nullable().catch(null),
    parent_id: id.nullable().catch(null),
    text,
    from: Person,
  })
  .transform(({ id: ofComment, comment_id, parent_id, ...comment }, { addIssue }): SentComment => {
    const commentId = ofComment ?? comment_id
    if (commentId === null) addIssue({ code: 'custom', message: 'no id' })
    return { ...comment, commentId: commentId ?? '', parentId: parent_id }
  })

const Mention = z
  .object({ comment_id: id.nullable().catch(null) })
  .transform(({ comment_id }): SentMention => ({ commentId: comment_id }))

/** Meta sends -1 for fewer than five. */
const StoryInsights = z
  .record(z.string(), z.unknown())
  .transform(({ media_id: _mediaId, ...all }): SentStoryInsights => ({
    metrics: Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) =>
        typeof value === 'number' ? [[name, value < 0 ? null : value]] : [],
      ),
    ),
  }))

/** Parses a stored change; null when it cannot be read. */
export function parseChange({
  field,
  mediaId,
  value,
}: {
  field: string
  mediaId: string | null
  value: unknown
}): InstagramChange | null {
  const known = CHANGE_FIELDS.find((each) => each === field)
  return known === undefined ? null : PARSERS[known](mediaId, value)
}

const parseComment =
  (field: 'comments' | 'live_comments') =>
  (mediaId: string | null, value: unknown): InstagramChange | null => {
    const { data } = Comment.safeParse(value)
    return data ? { field, mediaId, value: data } : null
  }

const PARSERS: Readonly<
  Record<Field, (mediaId: string | null, value: unknown) => InstagramChange | null>
> = {
  comments: parseComment('comments'),
  live_comments: parseComment('live_comments'),
  mentions(mediaId, value) {
    const { data } = Mention.safeParse(value)
    return data && mediaId !== null ? { field: 'mentions', mediaId, value: data } : null
  },
  story_insights(mediaId, value) {
    const { data } = StoryInsights.safeParse(value)
    return data && mediaId !== null ? { field: 'story_insights', mediaId, value: data } : null
  },
}
