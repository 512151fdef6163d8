import { askForTranslated, clearTimesOfEmpty, storeMissed } from '../store/posts/times.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { raiseAlert } from '../../../../alerts/raise.ts'
import { errorFields } from '../../../../base/classify.ts'
import { AppError } from '../../../../base/errors.ts'
import type { Db } from '../../../../db/handles.ts'
import { UPKEEP } from '../../../../queue/task-access.ts'
import { defineTask } from '../../../../queue/task-type.ts'
import type { Services } from '../../../services.ts'
import { PUBLISHING_ALERTS } from '../../declare.ts'
import { markMissed, LAST_TRY_MS, alertOfUnconfirmed } from '../store/posts/end-translation.ts'
import { settleUnbegun } from '../store/posts/post-state.ts'
import { findPost } from '../store/posts/posts.ts'
import { startPost } from '../start-post.ts'

const Nothing = z.object({})
const Result = z.object({ begun: z.int(), failed: z.int(), missed: z.int() })
const AT_ONCE = 100

/**
 * Begins posts whose time has come; a person decides on those that were missed for long. A post
 * that fails unexpectedly is retried at the next run, and does not delay others.
 */
export const publishDuePosts = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'publish_due_posts',
  summary: 'Begins scheduled posts whose time has come.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 1,
  resource: 'none',
  share: 'publishing',
  dedupeKey: () => 'publish_due_posts',
  async handle(_task, { services, signal, log }) {
    const { db, config, queue } = services
    // None is tried twice in one run, so that the run ends.
    const tried: string[] = []
    let [begun, failed] = [0, 0]
    const begin = async (id: string): Promise<void> => {
      tried.push(id)
      try {
        const started = await startIfDue(services, id)
        if (started) begun += 1
      } catch (error) {
        if (!(error instanceof AppError) || error.disposition.action !== 'final') {
          log.error({ ...errorFields(error), post_id: id }, 'scheduled post failed to begin')
          failed += 1
          return
        }
        log.warn({ post_id: id, code: error.code }, 'scheduled post not begun')
        await holdBack(db, id, error.message)
      }
    }
    const next = async () => await listDue(db, config.publishLateMs, tried)
    for (let due = await next(); due.length > 0; due = await next())
      for (const id of due) {
        signal.throwIfAborted()
        await begin(id)
      }
    await askForTranslated(db)
    await takeBackEmpty(db)
    const missed = await holdMissed(db, config.publishLateMs)
    if (begun > 0) queue.wake()
    return { kind: 'done', result: { begun, failed, missed } }
  },
})

/**
 * The condition for a post to begin. A post in review begins after its time, once a person has
 * confirmed its captions.
 */
const IS_DUE = sql`
  status in ('pending', 'review') and missed_at is null and publish_requested_at is null
    and scheduled_at <= world_now()`

/**
 * Makes scheduled posts without accounts drafts again, and notifies operators why. The last account
 * of such a post is gone, for instance removed from the pool.
 */
async function takeBackEmpty(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const { id, scheduled_at: at } of await clearTimesOfEmpty(tx)) {
      await settleUnbegun(tx, id)
      const reason = 'it has no accounts any more: choose groups or accounts, and schedule it again'
      const item = { post_id: id, scheduled_at: at.toISOString(), reason }
      await raiseAlert(tx, { ...PUBLISHING_ALERTS.post_missed, cause: 'no_accounts', item })
    }
  })
}

/**
 * Returns due posts, without those in `tried` and those that are too late: these are held for a
 * person instead.
 */
async function listDue(db: Db, lateMs: number, tried: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from posts
    where ${IS_DUE} and scheduled_at >= world_now() - ${lateMs} * interval '1 ms' and id <> all (${tried}::uuid[])
    order by scheduled_at limit ${sql.lit(AT_ONCE)}`.execute(db)
  return rows.map(({ id }) => id)
}

/** False when its schedule was taken back, or moved, since it was listed. */
async function startIfDue(services: Services, id: string): Promise<boolean> {
  const { db, clock } = services
  const post = await findPost(db, id)
  const requestedAt = post?.scheduled_at ?? null
  if (requestedAt === null) return false
  const started = await startPost(services, id, {
    requestedAt,
    isNow: false,
    isStill: ({ status, scheduled_at: at, missed_at: missed, publish_requested_at: requestedAt }) =>
      requestedAt === null &&
      (status === 'pending' || status === 'review') &&
      missed === null &&
      at !== null &&
      at <= clock.now(),
  })
  if (started?.kind === 'begun')
    await db.transaction().execute(async (tx) => await alertOfUnconfirmed(tx, id, started.waiting))
  return started !== undefined
}

/** Holds a post back whose time has come and that cannot be published: a person decides. */
async function holdBack(db: Db, id: string, reason: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      select from posts where id = ${id}::uuid and ${IS_DUE} for no key update`.execute(tx)
    if (rows.length > 0) await markMissed(tx, id, { cause: 'not_begun', reason })
  })
}

/** A translation that is under way begins its post a little later, or holds it itself. */
async function holdMissed(db: Db, lateMs: number): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const rows = await storeMissed(tx, { lateMs, lastTryMs: LAST_TRY_MS })
    for (const { id, status, scheduled_at: at } of rows)
      await raiseAlert(tx, {
        ...PUBLISHING_ALERTS.post_missed,
        cause: status === 'translating' ? 'not_translated' : 'missed',
        item: { post_id: id, ...(at && { scheduled_at: at.toISOString() }) },
      })
    return rows.length
  })
}
