import type { Clock } from '../../base/clock.ts'
import type { PlatformSession, PublishingAccounts } from '../adapter.ts'
import type { PublishAnswer } from '../target-errors.ts'
import { isSameCaption } from '../publish-caption.ts'
import type { SentPost } from '../publish-session.ts'
import type {
  CommentOutcome,
  LookUpOutcome,
  PublishCall,
  Publisher,
  PublishRequest,
  ReadBack,
  RemoveOutcome,
  SendingCall,
  SentAt,
} from '../publisher.ts'
import { answerIn } from './private-failures.ts'
import { progressOf, uploadPrivately, uploadRequests } from './private-upload.ts'

export type PrivateParts = { accounts: PublishingAccounts; clock: Pick<Clock, 'now'> }

/** The maximum lag of the platform's clock behind ours. */
const CLOCK_SKEW_MS = 60_000
/** A new post becomes visible within this time. */
const SETTLED_MS = 120_000
const VISIBILITY_DELAY_MS = 30_000

/** Creates the publisher for accounts of the pool, through the platform's private API. */
export function createPrivatePublisher(parts: PrivateParts): Publisher {
  return {
    offers: { coverAtTime: false, altText: 'all', maxCollaborators: 5, needsUrls: false },
    async upload(call, order) {
      const ended = await request(parts, call, uploadRequests(call, order), async (session) => {
        await uploadPrivately(session, call, order)
      })
      if (!('refused' in ended)) return { kind: 'ready' }
      const { refused } = ended
      return refused.kind === 'waiting' ? refused : { ...refused, kind: 'not_published' }
    },
    async commit(call, order) {
      const { people } = progressOf(call)
      const ended = await sent(parts, call, async (session, beforeSend) =>
        session.publishing.configure(order, people, beforeSend),
      )
      return 'refused' in ended ? ended.refused : { kind: 'published', post: ended.value }
    },
    lookUp: async (call, order, sent) => await lookUp(parts, call, order, sent),
    readBack: async (call, order, { mediaId }) => {
      const found = await hold(parts, call, 1, async ({ publishing }) =>
        publishing.ownPost(mediaId),
      )
      return found ? readBackOf(found, order) : { kind: 'gone' }
    },
    comment: async (call, { mediaId }, { order, text }) => {
      const ended = await sent(parts, call, async ({ publishing }, beforeSend) =>
        publishing.comment(mediaId, { text, key: order.ids.post }, beforeSend),
      )
      return 'refused' in ended ? commentRefused(ended.refused) : written(ended.value)
    },
    remove: async (call, { mediaId }, type): Promise<RemoveOutcome> => {
      const ended = await request(parts, call, 1, async ({ publishing }) =>
        publishing.removePost(mediaId, type),
      )
      if (!('refused' in ended)) return { kind: 'removed' }
      if (ended.refused.kind === 'waiting') throw new Error('a removal that waits')
      return { kind: 'refused', failure: ended.refused.failure }
    },
    quota: async () => null,
  }
}

type Ended<T> = { value: T } | { refused: PublishAnswer }

const hold = async <T>(
  { accounts }: PrivateParts,
  { account: username, signal, taskId, onRequest, onSent }: PublishCall,
  estimatedRequests: number,
  work: (session: PlatformSession) => Promise<T>,
): Promise<T> => {
  const task = taskId === undefined ? {} : { taskId }
  const call = { username, signal, estimatedRequests, onSent, ...task }
  return await accounts.publishOn(call, async (session) => {
    onRequest?.(1)
    return await work(session)
  })
}

/** Runs work that creates no post. */
const request = async <T>(
  parts: PrivateParts,
  call: PublishCall,
  requests: number,
  work: (session: PlatformSession) => Promise<T>,
): Promise<Ended<T>> => await ended(parts, () => false, hold(parts, call, requests, work))

/** Sends one request that creates something. */
async function sent<T>(
  parts: PrivateParts,
  call: SendingCall,
  work: (session: PlatformSession, beforeSend: () => Promise<void>) => Promise<T>,
): Promise<Ended<T>> {
  let wasSent = false
  const beforeSend = async (): Promise<void> => {
    await call.beforeSend()
    wasSent = true
  }
  const working = hold(parts, call, 1, async (session) => await work(session, beforeSend))
  return await ended(parts, () => wasSent, working)
}

async function ended<T>(
  { clock }: PrivateParts,
  wasSent: () => boolean,
  working: Promise<T>,
): Promise<Ended<T>> {
  try {
    return { value: await working }
  } catch (thrown) {
    const refused = answerIn(thrown, { wasSent: wasSent(), now: clock.now() })
    if (!refused) throw thrown
    return { refused }
  }
}

async function lookUp(
  parts: PrivateParts,
  call: PublishCall,
  order: PublishRequest,
  sent: SentAt,
): Promise<LookUpOutcome> {
  const found = await hold(parts, call, 2, async ({ publishing }) => {
    const post = postIn(await publishing.ownPosts('posts'), order, sent)
    if (post || order.type !== 'reel') return post
    // A reel may be missing from the grid.
    return postIn(await publishing.ownPosts('reels'), order, sent)
  })
  if (found) return { kind: 'published', post: found.post }
  const age = parts.clock.now().getTime() - sent.last.getTime()
  return age < SETTLED_MS
    ? { kind: 'unseen', delayMs: VISIBILITY_DELAY_MS, isPublished: false }
    : { kind: 'absent', isProven: false }
}

/**
 * An id from the time in milliseconds, as the app and gramd draw them; the platform may return a
 * time in seconds instead.
 */
const isUploadId = (sentAs: string | null): boolean => /^\d{13}$/.test(sentAs ?? '')

/**
 * Finds the post by our own id; when the platform has kept no id, by form, time and caption. A post
 * with another id is not ours, and one without a caption must be the only such post of that time.
 */
function postIn(
  posts: readonly SentPost[],
  order: PublishRequest,
  { first, last, others }: SentAt,
): SentPost | undefined {
  const named = posts.find(({ sentAs }) => sentAs === order.ids.post)
  if (named) return named
  const from = first.getTime() - CLOCK_SKEW_MS
  const alike = posts.filter(
    (each) =>
      !isUploadId(each.sentAs) &&
      !others.has(each.post.mediaId) &&
      each.publishedAt.getTime() >= from &&
      each.type === order.type &&
      isSameCaption(each.caption, order.caption) &&
      hasAllItems(each, order),
  )
  if (!isSameCaption(null, order.caption)) return alike[0]
  const until = last.getTime() + SETTLED_MS
  const bare = alike.filter(({ publishedAt }) => publishedAt.getTime() <= until)
  return bare.length === 1 ? bare[0] : undefined
}

const hasAllItems = ({ itemCount }: SentPost, { type, media }: PublishRequest): boolean =>
  type !== 'carousel' || itemCount === null || itemCount === media.length

const readBackOf = (found: SentPost, order: PublishRequest): ReadBack => ({
  kind: 'there',
  post: found.post,
  publishedAt: found.publishedAt,
  hasCaption: isSameCaption(found.caption, order.caption),
  hasAllItems: hasAllItems(found, order),
})

const written = (commentId: string): CommentOutcome => ({ kind: 'written', commentId })

function commentRefused(refused: PublishAnswer): CommentOutcome {
  if (refused.kind === 'waiting') throw new Error('a comment that waits')
  const kind = refused.kind === 'unknown' ? 'unknown' : 'refused'
  return { kind, failure: refused.failure }
}
