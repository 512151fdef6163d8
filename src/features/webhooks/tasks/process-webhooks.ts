import { z } from 'zod'
import { errorFields } from '../../../base/classify.ts'
import { parseChange, type InstagramChange } from '../../../platforms/instagram-changes.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask, type TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { completeEvents, failEvents, takeEvents, type TakenEvent } from '../store/events.ts'

const BATCH = 500

const Payload = z.object({})
const Result = z.object({ completed: z.int(), failed: z.int() })
type Result = z.output<typeof Result>

/** Notifies the features of what happened on connected accounts. */
export const processWebhooks = defineTask<Services, z.output<typeof Payload>, Result>({
  name: 'process_webhooks',
  summary: 'Processes what Meta sent by itself about connected accounts.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 2,
  resource: 'none',
  share: 'upkeep',
  limit: { max: 1, key: () => 'all' },
  dedupeKey: () => 'process_webhooks',
  async handle(_task, context) {
    const { db } = context.services
    const result: Result = { completed: 0, failed: 0 }
    let after: string | null = null
    for (;;) {
      context.signal.throwIfAborted()
      // One that failed just now comes again with the next task.
      const taken = await takeEvents(db, after, BATCH)
      const last = taken.at(-1)
      if (!last) return { kind: 'done', result }
      after = last.id
      for (const some of Map.groupBy(taken, (event) => event.connection_id).values()) {
        const { completed, failed } = await settle(context, some)
        result.completed += completed
        result.failed += failed
      }
    }
  },
})

type Readable = { id: string; change: InstagramChange; at: Date }

/** Announces changes of one connection. */
async function settle(
  context: TaskContext<Services>,
  events: readonly TakenEvent[],
): Promise<Result> {
  const { db } = context.services
  const readable = events.flatMap(({ id, at, field, media_id: mediaId, payload: value }) => {
    const change = parseChange({ field, mediaId, value })
    return change ? [{ id, change, at }] : []
  })
  const known = new Set(readable.map(({ id }) => id))
  const unreadable = events.flatMap(({ id }) => (known.has(id) ? [] : [id]))
  if (unreadable.length > 0) await failEvents(db, unreadable, { code: 'unreadable', isFinal: true })
  const [connectionId] = events.map(({ connection_id }) => connection_id)
  if (connectionId === undefined || readable.length === 0)
    return { completed: 0, failed: unreadable.length }
  const failed = await announceAll(context, connectionId, readable)
  return { completed: readable.length - failed, failed: unreadable.length + failed }
}

/**
 * Announces all together; when that fails, each by itself, so that one does not block the others.
 * Returns how many failed.
 */
async function announceAll(
  context: TaskContext<Services>,
  connectionId: string,
  events: readonly Readable[],
): Promise<number> {
  try {
    await announceChanges(context.services, connectionId, events)
    return 0
  } catch (thrown) {
    context.signal.throwIfAborted()
    const [only, ...others] = events
    if (only && others.length === 0) {
      const { err, code } = errorFields(thrown)
      context.log.warn({ err, code, connection_id: connectionId }, 'a webhook was not processed')
      await failEvents(context.services.db, [only.id], { code, isFinal: false })
      return 1
    }
    let failed = 0
    for (const event of events) failed += await announceAll(context, connectionId, [event])
    return failed
  }
}

/** Announces changes in one transaction with their end, so that listeners receive each once. */
async function announceChanges(
  { db, announce }: Services,
  connectionId: string,
  events: readonly Readable[],
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ids = await completeEvents(
      tx,
      events.map(({ id }) => id),
    )
    const changes = events
      .filter(({ id }) => ids.has(id))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime())
      .map(({ change, at }) => ({ ...change, at }))
    if (changes.length > 0) await announce(tx, 'connection.changed', { connectionId, changes })
  })
}
