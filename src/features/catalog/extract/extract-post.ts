import { z } from 'zod'
import { ask, type DirectAnswer } from '../../../ai/ask.ts'
import { AlreadyRequestedError } from '../../../ai/calls/errors.ts'
import { UnansweredError } from '../../../ai/openai/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import { GraphError } from '../../../platforms/graph-error.ts'
import { defineTask, type TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { fetchPictures, isSameImageAs, storePictures } from '../posts/pictures.ts'
import { readPosts, refreshUrls, type PostToAsk } from '../posts/store/catalog-posts/posts.ts'
import { countStoreRequests } from '../stores/store/requests.ts'
import { postOwner, postSubject } from '../subjects.ts'
import { endUnchanged } from './apply-drafts.ts'
import { draftKind } from './draft-kind.ts'
import { rateLimitedForADay } from './rate-limited-for-a-day.ts'
import { MAX_FAILURES, noteFailure, USUAL_DRAFT_MS } from './note-failure.ts'

/** Real time until a post is tried again about which a dead process may still be asking. */
const LIVE_TIMEOUT_MS = 20_000

const Payload = z.object({
  post_id: z.uuid(),
  revision: z.int(),
  /** The time in ms that a draft waits for the seller: the release of a task knows no settings. */
  draft_ms: z.int().optional(),
  /** Whether it waits for a batch, at half the price. */
  in_batch: z.boolean().default(false),
})
type Payload = z.output<typeof Payload>
const Result = z.object({
  status: z.enum(['answered', 'queued', 'failed', 'unchanged', 'done_before', 'gone']),
  cost_usd: z.number(),
})
type Result = z.output<typeof Result>

/** Stores the pictures of a post and has a model read it, at once or in the next batch. */
export const extractPost = defineTask<Services, Payload, Result, z.input<typeof Payload>>({
  name: 'extract_post',
  summary: 'Has a model read what a post sells.',
  access: { read: 'own:read', write: 'own:write', owner: postOwner },
  payload: Payload,
  result: Result,
  priority: 3,
  resource: 'openai',
  limit: { max: { of: ({ config }) => config.catalogModelCalls }, key: () => 'models' },
  dedupeKey: ({ post_id, revision }) => `${post_id} ${revision}`,
  subject: ({ post_id }) => postSubject(post_id),
  async handle({ payload, checkpoint }, context) {
    const { db } = context.services
    const posts = await readPosts(db, [payload.post_id])
    const post = posts.get(payload.post_id)
    if (!post || post.revision !== payload.revision || post.is_ignored) return done('gone')
    if (post.extracted_revision === post.revision) return done('done_before')
    const stored = await keepPictures(context, post)
    if (stored === 'of_another_revision') return done('gone')
    if (stored === 'same') return done('unchanged', 0, async (tx) => await endUnchanged(tx, post))
    if (payload.in_batch) {
      const { queue } = context.services
      return done('queued', 0, async (tx) => {
        await queue.enqueue(tx, draftKind.task, {
          post_id: post.id,
          revision: post.revision,
          draft_ms: context.services.config.catalogDraftMs,
        })
      })
    }
    return await rateLimitedForADay(
      context,
      checkpoint,
      async () => await askUntilAnswered(context, post),
    )
  },
  async onRelease(tx, releases) {
    for (const { payload, status } of releases) {
      if (status === 'pending') continue
      const code = status === 'cancelled' ? 'cancelled' : 'extraction_failed'
      const { draft_ms: draftMs = USUAL_DRAFT_MS, ...post } = Payload.parse(payload)
      await noteFailure(tx, post, { code, isLast: status === 'failed', draftMs })
    }
  },
})

const done = (status: Result['status'], cost = 0, commit?: (tx: Tx) => Promise<void>) => ({
  kind: 'done' as const,
  result: { status, cost_usd: cost },
  ...(commit && { commit }),
})

/**
 * Stores the pictures of a post. Their addresses end within days: a post whose pictures cannot be
 * fetched is read again, once. Returns whether the post says and shows what it did when a model
 * read it. A post that has changed meanwhile has another task by now, whose pictures stay.
 */
async function keepPictures(
  context: TaskContext<Services>,
  post: PostToAsk,
): Promise<'same' | 'other' | 'of_another_revision'> {
  const { services, signal } = context
  const { db, config } = services
  const source = { hosts: config.ownMediaPictureHosts, fetch: globalThis.fetch }
  let pictures = await fetchPictures(db, post, source, signal)
  if (pictures.isMissing) {
    const urls = await currentUrls(context, post)
    if (urls) pictures = await fetchPictures(db, { ...post, picture_urls: urls }, source, signal)
  }
  const isSame =
    post.extracted_revision !== null &&
    post.caption === post.extracted_caption &&
    (await isSameImageAs(db, post, pictures))
  const isCurrent = await db.transaction().execute(async (tx) => {
    const now = (await readPosts(tx, [post.id], 'lock')).get(post.id)
    if (now?.revision !== post.revision) return false
    if (pictures.isChanged) await storePictures(tx, post.id, pictures)
    return true
  })
  if (!isCurrent) return 'of_another_revision'
  return isSame ? 'same' : 'other'
}

async function currentUrls(
  { services: { db, ownMediaReader }, signal }: TaskContext<Services>,
  post: PostToAsk,
): Promise<string[] | null> {
  const { connection_id: connectionId, platform_id: platformId } = post
  if (!ownMediaReader || connectionId === null) return null
  await countStoreRequests(db, post.store_id, 1)
  try {
    const media = await ownMediaReader.media(
      { connectionId, area: 'catalog', isUrgent: false, signal },
      platformId,
    )
    return await refreshUrls(db, post, media)
  } catch (error) {
    // Without pictures the caption is still read.
    if (error instanceof GraphError && error.kind === 'gone') return null
    throw error
  }
}

/**
 * Asks a model until it answers: after a refusal, a broken answer or a lost one. At the third, a
 * draft without a model is offered.
 */
async function askUntilAnswered(context: TaskContext<Services>, post: PostToAsk) {
  const { services } = context
  const payload = { post_id: post.id, revision: post.revision }
  let spent = 0
  for (let failures = post.failures + 1; ; failures += 1) {
    const answer = await askOnce(context, post)
    if (answer === 'asked_already') return laterThan(services)
    spent += answer.costUsd
    context.note({ post_id: post.id, outcome: answer.outcome })
    if (answer.outcome === 'success') return done('answered', spent)
    await services.db.transaction().execute(async (tx) => {
      await noteFailure(tx, payload, {
        code: 'model_failed',
        isLast: failures >= MAX_FAILURES,
        draftMs: services.config.catalogDraftMs,
      })
    })
    if (failures >= MAX_FAILURES) return done('failed', spent)
  }
}

/** Without an answer, an outcome of our own: the connection ended after the question was sent. */
async function askOnce(
  { services, log, signal }: TaskContext<Services>,
  post: PostToAsk,
): Promise<{ outcome: DirectAnswer['outcome'] | 'lost'; costUsd: number } | 'asked_already'> {
  const payload = { post_id: post.id, revision: post.revision }
  try {
    return await ask({ services, signal, log }, draftKind, {
      subject: postSubject(post.id),
      payload,
    })
  } catch (error) {
    if (error instanceof AlreadyRequestedError) return 'asked_already'
    if (error instanceof UnansweredError && !signal.aborted) return { outcome: 'lost', costUsd: 0 }
    throw error
  }
}

/** The process that asked has died or lost its lease; its call may still be answered, and paid. */
const laterThan = ({ clock }: Pick<Services, 'clock'>) => ({
  kind: 'snooze' as const,
  until: new Date(clock.now().getTime() + LIVE_TIMEOUT_MS / clock.realMs(1)),
  code: 'already_asked',
  message: 'a model may still be answering the last question about this post',
})
