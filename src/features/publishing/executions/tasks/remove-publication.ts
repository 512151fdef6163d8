import { sql } from 'kysely'
import { z } from 'zod'
import { ConflictError, NoSuchRecordError } from '../../../../base/errors.ts'
import type { RemoveOutcome } from '../../../../platforms/publisher.ts'
import type { Tx } from '../../../../db/handles.ts'
import { enqueueAll } from '../../../../queue/enqueue.ts'
import { defineTask } from '../../../../queue/task-type.ts'
import type { Services } from '../../../services.ts'
import { applyEvents } from '../apply-event.ts'
import { findExecution } from '../store/executions.ts'
import { logged } from '../store/log.ts'
import { taskWatchdog } from '../watchdog.ts'

const Payload = z.object({
  execution_id: z.uuid(),
  /** One task follows another that ended without an outcome. */
  attempt: z.int().positive().default(1),
})
const MAX_ATTEMPTS = 4
const Result = z.object({
  status: z.enum(['removed', 'not_offered', 'refused', 'gone']),
  message: z.string().nullable(),
})
type Result = z.output<typeof Result>

/** Deletes a published post at its platform, where the route can. */
export const removePublication = defineTask<
  Services,
  z.output<typeof Payload>,
  Result,
  z.input<typeof Payload>
>({
  name: 'remove_publication',
  summary: 'Deletes a published post at its platform.',
  access: { read: 'publishing:read', write: 'publishing:write' },
  payload: Payload,
  result: Result,
  priority: 3,
  resource: 'none',
  share: 'publishing',
  dedupeKey: ({ execution_id }) => execution_id,
  subject: ({ execution_id }) => `execution:${execution_id}`,
  async handle({ payload: { execution_id: id } }, context) {
    const { services, taskId, log } = context
    const { db, clock, publishers } = services
    const execution = await findExecution(db, id)
    const type = await typeOf(db, id)
    const publisher = execution && publishers[execution.route]
    if (!execution?.media_id || !type || !publisher) return done('gone', null)
    if (execution.route === 'official' && execution.connection_id === null)
      return done('refused', 'the account is not connected any more')
    const watch = taskWatchdog(context, { execution_id: id })
    const call = {
      account: execution.connection_id ?? execution.username,
      signal: watch.signal,
      taskId,
      save: async () => {},
    }
    const { media_id: mediaId, permalink } = execution
    const outcome = await logged({ db, clock, log, execution }, 'remove', async (onSent) =>
      publisher.remove({ ...call, onSent }, { mediaId, permalink }, type),
    ).finally(watch.stop)
    const message = messageOf(outcome)
    return {
      ...done(outcome.kind, message),
      async commit(tx: Tx) {
        if (outcome.kind === 'removed') await applyEvents(tx, [id], () => ({ type: 'removed' }))
      },
    }
  },
  /**
   * A task whose workers died too often may have deleted the post already: another one finds out.
   * Without it the post would count as published for good.
   */
  async onRelease(tx, releases) {
    const next = releases.flatMap(({ status, payload }) => {
      const { execution_id, attempt } = Payload.parse(payload)
      return status === 'failed' && attempt < MAX_ATTEMPTS
        ? [{ execution_id, attempt: attempt + 1 }]
        : []
    })
    if (next.length > 0) await enqueueAll(tx, removePublication, next)
  },
})

function messageOf(outcome: RemoveOutcome): string | null {
  if (outcome.kind === 'refused') return outcome.failure.message
  return outcome.kind === 'not_offered' ? outcome.message : null
}

const done = (status: Result['status'], message: string | null) => ({
  kind: 'done' as const,
  result: { status, message },
})

async function typeOf(db: Services['db'], id: string) {
  const { rows } = await sql<{ type: 'photo' | 'reel' | 'carousel' }>`
    select p.type from executions e join posts p on p.id = e.post_id where e.id = ${id}::uuid`.execute(
    db,
  )
  return rows[0]?.type
}

/**
 * Queues the deletion of a post at its platform, on one account or on all that have it; returns how
 * many. Throws NoSuchRecordError, and ConflictError when there is nothing to delete.
 */
export async function queueRemovals(
  tx: Tx,
  queue: Services['queue'],
  postId: string,
  id: string | null,
): Promise<number> {
  const { rows } = await sql<{ id: string; status: string; is_there: boolean }>`
    select id, status, status = 'success' and media_id is not null and removed_at is null as is_there from executions
    where post_id = ${postId}::uuid ${id === null ? sql`` : sql`and id = ${id}::uuid`}`.execute(tx)
  const [first] = rows
  if (id !== null && !first) throw new NoSuchRecordError(`the post has no publication ${id}`)
  const there = rows.filter(({ is_there }) => is_there)
  if (there.length === 0)
    throw new ConflictError('nothing of it is published, or gramd does not know its id there')
  await queue.enqueueMany(
    tx,
    removePublication,
    there.map((row) => ({ execution_id: row.id })),
  )
  return there.length
}
