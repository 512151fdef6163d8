import { sql } from 'kysely'
import { z } from 'zod'
import { raiseAlert } from '../../../alerts/raise.ts'
import { errorFields } from '../../../base/classify.ts'
import { AppError } from '../../../base/errors.ts'
import type { Db } from '../../../db/database.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../manifest.ts'
import { PUBLISHING_ALERTS } from '../declare.ts'
import { beginPost, NotConfirmedError } from './begin-post.ts'

const Nothing = z.object({})
const Result = z.object({ begun: z.int(), failed: z.int(), missed: z.int() })
const AT_ONCE = 100

/**
 * Begins posts whose time has come; those that were missed for long are asked about. One that fails unexpectedly is tried
 * again at the next run, and holds up no other.
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
    const failed: string[] = []
    let begun = 0
    const begin = async (id: string): Promise<void> => {
      try {
        const hasBegun = await beginIfDue(services, id)
        if (hasBegun) begun += 1
      } catch (error) {
        if (!(error instanceof AppError) || error.disposition.action !== 'final') {
          log.error({ ...errorFields(error), post_id: id }, 'scheduled post failed to begin')
          failed.push(id)
          return
        }
        log.warn({ post_id: id, code: error.code }, 'scheduled post not begun')
        const cause = error instanceof NotConfirmedError ? 'not_confirmed' : 'not_begun'
        await holdBack(db, id, { cause, reason: error.message })
      }
    }
    const next = async () => await listDue(db, config.publishLateMs, failed)
    for (let due = await next(); due.length > 0; due = await next())
      for (const id of due) {
        signal.throwIfAborted()
        await begin(id)
      }
    const missed = await holdMissed(db, config.publishLateMs)
    if (begun > 0) queue.wake()
    return { kind: 'done', result: { begun, failed: failed.length, missed } }
  },
})

/** One that is being translated waits for that. */
const IS_DUE = sql`status in ('pending', 'review') and missed_at is null and scheduled_at <= world_now()`

/** Who is too late is held for a person instead; these have failed in this run. */
async function listDue(db: Db, lateMs: number, failed: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from posts
    where ${IS_DUE} and scheduled_at >= world_now() - ${lateMs} * interval '1 ms' and id <> all (${failed}::uuid[])
    order by scheduled_at limit ${sql.lit(AT_ONCE)}`.execute(db)
  return rows.map(({ id }) => id)
}

/** Whether it has begun: its schedule may have been taken back, or moved, since it was listed. */
async function beginIfDue(services: Services, id: string): Promise<boolean> {
  return await services.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ status: string }>`
      select status from posts where id = ${id}::uuid and ${IS_DUE} for no key update`.execute(tx)
    const [due] = rows
    if (!due) return false
    if (due.status === 'review') throw new NotConfirmedError('its captions wait for review')
    await beginPost(tx, services, id)
    return true
  })
}

/** Its time has come and it cannot be published: a person decides. */
async function holdBack(
  db: Db,
  id: string,
  { cause, reason }: { cause: string; reason: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      update posts set missed_at = world_now(), updated_at = world_now()
      where id = ${id}::uuid and ${IS_DUE} returning id`.execute(tx)
    if (rows.length === 0) return
    const item = { post_id: id, reason }
    await raiseAlert(tx, { ...PUBLISHING_ALERTS.post_missed, cause, item })
  })
}

const CAUSES: Readonly<Record<string, string>> = {
  review: 'not_confirmed',
  translating: 'not_translated',
}

async function holdMissed(db: Db, lateMs: number): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string; status: string; scheduled_at: Date }>`
      update posts set missed_at = world_now(), updated_at = world_now()
      where status in ('pending', 'review', 'translating') and missed_at is null
        and scheduled_at < world_now() - ${lateMs} * interval '1 ms'
      returning id, status, scheduled_at`.execute(tx)
    for (const { id, status, scheduled_at: at } of rows)
      await raiseAlert(tx, {
        ...PUBLISHING_ALERTS.post_missed,
        cause: CAUSES[status] ?? 'missed',
        item: { post_id: id, scheduled_at: at.toISOString() },
      })
    return rows.length
  })
}
