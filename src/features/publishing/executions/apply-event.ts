import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import { enqueueAll } from '../../../queue/enqueue.ts'
import { settlePost } from '../posts/store/posts/settle-post.ts'
import type { LifeEvent } from './events.ts'
import { publication, RETRY_PRIORITY, priorityOf } from './publication.ts'
import { advanceExecutions, type Advanced, type Execution } from './store/executions.ts'
import { raiseAlert } from '../../../alerts/raise.ts'
import { PUBLISHING_ALERTS } from '../declare.ts'

/** A person has to look whether a post is there. */
async function alertUnknown(
  tx: Tx,
  { id, post_id, username }: Pick<Execution, 'id' | 'post_id' | 'username'>,
  reason: string,
): Promise<void> {
  await raiseAlert(tx, {
    ...PUBLISHING_ALERTS.publication_unknown,
    cause: 'unknown_outcome',
    item: { execution_id: id, post_id, account: username, reason },
  })
}

/**
 * A person or another task has taken the execution over: this task stores nothing of it any more,
 * and sends nothing.
 */
export class StaleAttemptError extends Error {}

/** An execution as one task holds it: each task has an attempt number of its own. */
export type AttemptRef = Pick<Execution, 'id' | 'attempt'>

/**
 * Applies an event to an execution that still belongs to this task, with all its effects, and
 * returns the execution afterwards. Returns undefined if another task has taken the execution over,
 * or if the event is no longer possible because the execution has ended.
 */
export async function applyIfOwn(
  tx: Tx,
  { id, attempt }: AttemptRef,
  event: LifeEvent,
): Promise<Execution | undefined> {
  const [execution] = await applyEvents(tx, [id], (found) =>
    found.attempt === attempt ? event : undefined,
  )
  return execution
}

/** Calls `applyIfOwn`, and throws StaleAttemptError if that returns undefined. */
export async function applyOwn(tx: Tx, own: AttemptRef, event: LifeEvent): Promise<Execution> {
  const execution = await applyIfOwn(tx, own, event)
  if (!execution) throw new StaleAttemptError()
  return execution
}

/**
 * Calls `advanceExecutions` and carries out the effects of the events. Returns the executions to
 * which an event happened.
 */
export async function applyEvents(
  tx: Tx,
  ids: readonly string[],
  eventOf: (execution: Execution) => LifeEvent | undefined,
): Promise<Execution[]> {
  const advanced = await advanceExecutions(tx, ids, eventOf)
  await enqueueNext(tx, advanced)
  const settled = new Set(
    advanced.flatMap(({ execution, effects }) =>
      effects.some(({ type }) => type === 'settle_post') ? [execution.post_id] : [],
    ),
  )
  for (const postId of settled) await settlePost(tx, postId)
  for (const { execution, effects } of advanced)
    for (const effect of effects)
      if (effect.type === 'alert_unknown') await alertUnknown(tx, execution, effect.reason)
  return advanced.map(({ execution }) => execution)
}

/**
 * Enqueues the tasks of the next attempts, in as few statements as their times and priorities
 * allow.
 */
async function enqueueNext(tx: Tx, advanced: readonly Advanced[]): Promise<void> {
  const next = advanced.flatMap(({ execution, effects }) =>
    effects.flatMap((effect) => (effect.type === 'enqueue' ? [{ execution, ...effect }] : [])),
  )
  if (next.length === 0) return
  const urgent = await urgentOf(
    tx,
    next.map(({ execution }) => execution.post_id),
  )
  const isUrgent = ({ post_id: id }: Execution): boolean => urgent.has(id)
  const groups = Map.groupBy(next, ({ execution, dueAt, isRetry }) =>
    JSON.stringify([dueAt, isRetry, isUrgent(execution)]),
  )
  for (const group of groups.values()) {
    const [first] = group
    if (!first) continue
    const { dueAt, isRetry, execution } = first
    await enqueueAll(
      tx,
      publication,
      group.map(({ execution: { id, attempt } }) => ({ execution_id: id, attempt })),
      {
        priority: isRetry ? RETRY_PRIORITY : priorityOf({ is_urgent: isUrgent(execution) }),
        ...(dueAt && { dueAt }),
      },
    )
  }
}

async function urgentOf(tx: Tx, postIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from posts where id = any (${postIds}::uuid[]) and is_urgent`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
