import { z } from 'zod'
import { raiseAlert, type Alert } from '../../../alerts/raise.ts'
import type { AppError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import { UnexpectedAnswerError } from '../../../platforms/errors.ts'
import { GraphError } from '../../../platforms/graph-error.ts'
import { defineTask, type Outcome, type TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { mediaSubject } from '../store/syncs.ts'
import { mediaOwner } from '../store/task-owners.ts'
import { OWN_MEDIA_ALERTS } from '../declare.ts'
import { findToSync, storeSnapshot, type MediaToSync } from '../store/insights.ts'
import { storeFailure, type SyncFailure } from '../store/media.ts'
import { readerOf } from './reader.ts'
import { tried } from '../../../platforms/reading/tries.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/**
 * The age of a sync by which a waiting one has nothing new to find, since a user has synced the
 * post.
 */
const FRESH_MS = 5 * 60_000
/** The failures in a row after which a post is retried once a day, and its owner is notified. */
const MAX_FAILURES = 5

const Payload = z.object({
  connection_id: z.uuid(),
  media_id: z.uuid(),
  /** A person waits for it. */
  urgent: z.boolean().default(false),
})
type Payload = z.output<typeof Payload>
const Result = z.object({
  status: z.enum(['ok', 'final', 'error', 'rate_limited', 'fresh', 'gone']),
  metrics: z.int(),
  /** The platform's message, if the sync failed. */
  message: z.string().nullable(),
})
type Result = z.output<typeof Result>

/**
 * Reads the numbers of one post. A refusal ends the task, too: the post says why, and when it is
 * tried next. Only what concerns its connection as a whole, such as a spent budget, makes the task
 * wait.
 */
export const syncOwnMedia = defineTask<Services, Payload, Result, z.input<typeof Payload>>({
  name: 'sync_own_media',
  summary: 'Reads the metrics of one post of a connected account.',
  access: { read: 'own:read', write: 'own:write', owner: mediaOwner },
  payload: Payload,
  result: Result,
  priority: 5,
  resource: 'graph',
  limit: { max: 1, key: ({ connection_id }) => connection_id },
  // A person does not wait for a task that waits for the budget of the slow.
  dedupeKey: ({ media_id, urgent }) => (urgent ? `${media_id} now` : media_id),
  subject: ({ media_id }) => mediaSubject(media_id),
  async handle({ payload }, context) {
    const { services, signal } = context
    const { db, clock, config } = services
    const reader = readerOf(services)
    const { connection_id: connectionId, media_id, urgent: isUrgent } = payload
    const media = await findToSync(db, media_id)
    if (!media) return done({ status: 'gone', metrics: 0, message: null })
    if (!isUrgent && isFresh(media, clock.now()))
      return done({ status: 'fresh', metrics: 0, message: null })
    try {
      const call = { connectionId, isUrgent, signal }
      const post = { platformId: media.platform_id, type: media.type }
      const insights = await tried(async () => await reader.mediaInsights(call, post), {
        clock,
        signal,
      })
      const metrics = Object.keys(insights.metrics).length
      context.note({ media_id, metrics })
      return done(
        { status: insights.isFinal ? 'final' : 'ok', metrics, message: null },
        async (tx) => await storeSnapshot(tx, media, insights, config),
      )
    } catch (error) {
      if (!isAboutPost(error)) throw error
      return failed(context, media, error)
    }
  },
})

const done = (result: Result, commit?: (tx: Tx) => Promise<void>): Outcome<Result> => ({
  kind: 'done',
  result,
  ...(commit && { commit }),
})

const isFresh = ({ last_synced_at }: MediaToSync, now: Date): boolean =>
  last_synced_at !== null && now.getTime() - last_synced_at.getTime() < FRESH_MS

/**
 * A dead token concerns all posts; the connection says so, and the tasks go on when it works again.
 */
const isAboutPost = (error: unknown): error is GraphError | UnexpectedAnswerError =>
  error instanceof UnexpectedAnswerError ||
  (error instanceof GraphError && error.kind !== 'reauth' && error.kind !== 'config')

const LIMITS: ReadonlySet<string> = new Set(['throttled', 'quota', 'blocked'])

function failed(
  context: TaskContext<Services>,
  media: MediaToSync,
  error: GraphError | UnexpectedAnswerError,
): Outcome<Result> {
  const isLimit = error instanceof GraphError && LIMITS.has(error.kind)
  const failures = media.sync_failures + (isLimit ? 0 : 1)
  const retryMs = error instanceof GraphError ? error.retryAfterMs : null
  const failure: SyncFailure = {
    status: isLimit ? 'rate_limited' : 'error',
    message: error.message,
    waitMs: failures >= MAX_FAILURES ? DAY_MS : (retryMs ?? HOUR_MS),
    failures,
  }
  context.note({ media_id: media.id, sync_code: error.code, failures })
  return done({ status: failure.status, metrics: 0, message: error.message }, async (tx) => {
    await storeFailure(tx, media, failure)
    if (!isLimit && failures === MAX_FAILURES) await raiseAlert(tx, alertOf(media, error))
  })
}

function alertOf({ id, owner_id, permalink }: MediaToSync, { code, message }: AppError): Alert {
  const notice = { cause: code, item: { media_id: id, permalink, message } }
  const { own_media_failing: kind } = OWN_MEDIA_ALERTS
  // What the service owns is the operators' business.
  return owner_id === null
    ? { ...kind, audience: 'operators', ...notice }
    : { ...kind, userId: owner_id, ...notice }
}
