import type { OfficialParts } from './official-parts.ts'
import { UnexpectedAnswerError } from '../errors.ts'
import type { GraphCall } from '../graph-call.ts'
import { GraphError } from '../graph-error.ts'
import type { OwnMedia } from '../own-media-reader.ts'
import { isSameCaption } from '../publish-caption.ts'
import { publishFailure, type PublishFailure } from '../publish-failures.ts'
import type {
  CommentOutcome,
  CommitOutcome,
  LookUpOutcome,
  PublishCall,
  Publisher,
  PublishRequest,
  ReadBack,
  RemoveOutcome,
  SentAt,
} from '../publisher.ts'
import { OfficialProgress } from './official-containers.ts'
import { failureOf, isCertain } from './official-failures.ts'
import { endOf, nullIfNotFound, uploadOfficially } from './official-upload.ts'

/** The number of newest posts that are searched for a lost one. */
const NEWEST = 25
/** The maximum lag of Meta's clock behind ours. */
const CLOCK_SKEW_MS = 60_000
const NOT_READY_MS = 15_000
const VISIBILITY_DELAY_MS = 30_000
/** A new post becomes visible within this time. */
const SETTLED_MS = 120_000
/** Meta keeps a container for a day. */
const LIVES_MS = 23 * 3_600_000
const NOT_READY = 2_207_027

/** Creates the publisher for connections, through Meta's official API. */
export function createOfficialPublisher(parts: OfficialParts): Publisher {
  const { api, clock } = parts
  return {
    offers: { coverAtTime: true, altText: 'pictures', maxCollaborators: 3, needsUrls: true },
    async upload(call, order) {
      const fresh: OfficialProgress = {
        startedAt: clock.now().getTime(),
        items: [],
        carousel: null,
      }
      const progress = OfficialProgress.safeParse(call.resume).data ?? fresh
      return await uploadOfficially({ ...parts, call, order, progress, ask: askFor(parts, call) })
    },
    commit: async (call) => {
      const containerId = containerIn(call)
      return await outcomeOf(async () => {
        const mediaId = await askFor(
          parts,
          call,
        )(async (graph, platformId) => {
          await call.beforeSend()
          return await api.publishContainer(graph, platformId, containerId)
        })
        return { kind: 'published', post: { mediaId, permalink: null } }
      })
    },
    lookUp: async (call, order, sent) => await lookUp(parts, call, order, sent),
    readBack: async (call, order, { mediaId }) => await readBack(parts, call, order, mediaId),
    comment: async (call, { mediaId }, { text, isRepeat }) => {
      const ask = askFor(parts, call)
      if (isRepeat) {
        const comments = await ask(async (graph) => await api.comments(graph, mediaId))
        const written = comments.find((each) => isSameCaption(each.text, text))
        if (written) return { kind: 'written', commentId: written.id }
      }
      return await commentOutcome(async () =>
        ask(async (graph) => {
          await call.beforeSend()
          return await api.comment(graph, mediaId, text)
        }),
      )
    },
    remove: async (call, { mediaId }) => await remove(parts, call, mediaId),
    quota: async (call) =>
      await askFor(
        parts,
        call,
      )(async (graph, platformId) => await api.publishingLimit(graph, platformId)),
  }
}

/** A person waits for a post: its calls take precedence over those of syncs. */
const askFor =
  ({ use }: OfficialParts, { account: connectionId, signal, onRequest, onSent }: PublishCall) =>
  async <T>(work: (graph: GraphCall, platformId: string) => Promise<T>): Promise<T> => {
    onRequest?.(1)
    return await use({ connectionId, area: 'publishing', isUrgent: true, signal, onSent }, work)
  }

/** Returns the container to publish. Throws when `upload` was not ready. */
function containerIn({ resume }: PublishCall): string {
  const { items = [], carousel = null } = OfficialProgress.safeParse(resume).data ?? {}
  const container = carousel ?? (items.length === 1 ? items[0] : undefined)
  if (!container) throw new Error('the files of the post are not uploaded')
  return container.id
}

async function outcomeOf(publish: () => Promise<CommitOutcome>): Promise<CommitOutcome> {
  try {
    return await publish()
  } catch (thrown) {
    if (thrown instanceof GraphError && thrown.metaSubcode === NOT_READY) {
      return { kind: 'waiting', delayMs: NOT_READY_MS }
    }
    const failure = failureIn(thrown)
    return { kind: isCertain(failure) ? 'not_published' : 'unknown', failure }
  }
}

async function commentOutcome(write: () => Promise<string>): Promise<CommentOutcome> {
  try {
    return { kind: 'written', commentId: await write() }
  } catch (thrown) {
    const failure = failureIn(thrown)
    return { kind: failure.class === 'transient' ? 'unknown' : 'refused', failure }
  }
}

/** Rethrows errors that say nothing about the call itself. */
function failureIn(thrown: unknown): PublishFailure {
  if (thrown instanceof GraphError) return failureOf(thrown)
  if (!(thrown instanceof UnexpectedAnswerError)) throw thrown
  return publishFailure('transient', { message: thrown.message })
}

async function lookUp(
  parts: OfficialParts,
  call: PublishCall,
  order: PublishRequest,
  sent: SentAt,
): Promise<LookUpOutcome> {
  const { api } = parts
  const ask = askFor(parts, call)
  const state = await ask(async (graph) => await api.container(graph, containerIn(call))).catch(
    nullIfNotFound,
  )
  if (state && state.state !== 'PUBLISHED')
    return endOf(state) ?? { kind: 'absent', isProven: true }
  const { media } = await ask(
    async (graph, platformId) =>
      await api.listMedia(graph, platformId, { after: null, limit: NEWEST }),
  )
  const found = postIn(media, order, sent)
  if (!found) {
    const age = parts.clock.now().getTime() - sent.last.getTime()
    return state === null && age >= SETTLED_MS && !mayHaveExpired(parts, call)
      ? { kind: 'absent', isProven: false }
      : { kind: 'unseen', delayMs: VISIBILITY_DELAY_MS, isPublished: state !== null }
  }
  return { kind: 'published', post: { mediaId: found.platformId, permalink: found.permalink } }
}

/**
 * A published container still says so until it expires after a day. One that is gone earlier has
 * published nothing; for an older one it is unknown.
 */
function mayHaveExpired({ clock }: OfficialParts, { resume }: PublishCall): boolean {
  const startedAt = OfficialProgress.safeParse(resume).data?.startedAt ?? 0
  return clock.now().getTime() - startedAt > LIVES_MS
}

/**
 * Finds the post by its caption and time; without a caption only if it is the only post of that
 * time.
 */
function postIn(
  media: readonly OwnMedia[],
  order: PublishRequest,
  { first, last, others }: SentAt,
): OwnMedia | undefined {
  const from = first.getTime() - CLOCK_SKEW_MS
  const alike = media.filter(
    (each) =>
      each.publishedAt.getTime() >= from && !others.has(each.platformId) && isSameForm(each, order),
  )
  const named = isSameCaption(null, order.caption)
    ? undefined
    : alike.find(({ caption }) => isSameCaption(caption, order.caption))
  const until = last.getTime() + SETTLED_MS
  const bare = alike.filter(
    ({ caption, publishedAt }) => isSameCaption(caption, '') && publishedAt.getTime() <= until,
  )
  return named ?? (bare.length === 1 ? bare[0] : undefined)
}

function isSameForm({ type, children }: OwnMedia, order: PublishRequest): boolean {
  if (order.type === 'carousel') return type === 'CAROUSEL' && hasAllItems(children, order)
  return order.type === 'reel' ? type === 'REEL' || type === 'VIDEO' : type === 'IMAGE'
}

/** Meta may omit the items from its answer. */
const hasAllItems = (children: OwnMedia['children'], { media }: PublishRequest): boolean =>
  children.length === 0 || children.length === media.length

async function readBack(
  parts: OfficialParts,
  call: PublishCall,
  order: PublishRequest,
  mediaId: string,
): Promise<ReadBack> {
  try {
    const post = await askFor(parts, call)(async (graph) => await parts.api.media(graph, mediaId))
    return {
      kind: 'there',
      post: { mediaId, permalink: post.permalink },
      publishedAt: post.publishedAt,
      hasCaption: isSameCaption(post.caption, order.caption),
      hasAllItems: order.type !== 'carousel' || hasAllItems(post.children, order),
    }
  } catch (thrown) {
    if (thrown instanceof GraphError && thrown.kind === 'gone') return { kind: 'gone' }
    throw thrown
  }
}

const NO_CALL =
  'Meta cannot delete posts of accounts that are connected with Instagram Login: delete it in ' +
  'the app'
const NO_RIGHT =
  'the account is connected without the right instagram_manage_contents: its owner grants it ' +
  'by connecting once more, or deletes the post in the app'

async function remove(
  parts: OfficialParts,
  call: PublishCall,
  mediaId: string,
): Promise<RemoveOutcome> {
  try {
    return await askFor(
      parts,
      call,
    )(async (graph): Promise<RemoveOutcome> => {
      if (graph.login === 'instagram') return { kind: 'not_offered', message: NO_CALL }
      await parts.api.deleteMedia(graph, mediaId)
      return { kind: 'removed' }
    })
  } catch (thrown) {
    if (!(thrown instanceof GraphError)) throw thrown
    if (thrown.kind === 'gone' && !(await isThere(parts, call, mediaId))) return { kind: 'removed' }
    if (thrown.kind === 'permission') return { kind: 'not_offered', message: NO_RIGHT }
    return { kind: 'refused', failure: failureOf(thrown) }
  }
}

/**
 * Meta's answer is the same for a post that is gone and for one that the token may not delete.
 * During an outage it reports many as missing that exist, so its list of the newest posts is
 * checked too.
 */
async function isThere(parts: OfficialParts, call: PublishCall, mediaId: string): Promise<boolean> {
  const ask = askFor(parts, call)
  const post = await ask(async (graph) => await parts.api.media(graph, mediaId)).catch(
    nullIfNotFound,
  )
  if (post !== null) return true
  const { media } = await ask(
    async (graph, platformId) =>
      await parts.api.listMedia(graph, platformId, { after: null, limit: NEWEST }),
  )
  return media.some(({ platformId }) => platformId === mediaId)
}
